/** Texts of the Compare panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  addRun: 'Add a run',
  addRunChoice: 'Add a run…',
  full: 'at most {most} runs',
  runChoice: '{name} · {status} · {id}',

  curves: 'Validation NLL, {unit}',
  bitsPerDimension: 'bits/dim',
  curvesChart: 'Validation negative log-likelihood of the runs over their steps',
  showTraining: 'show training loss',
  trainingOf: '{run}, training',

  figures: 'Final results',
  run: 'run',
  state: 'state',
  validationNll: 'validation NLL, {unit}',
  bestNll: 'best NLL, {unit}',
  parameters: 'parameters',
  seed: 'seed',
  atStep: 'at step {step}',
  notMeaningful: 'not meaningful: integers',
  floor: 'exact floor, {unit}',
  remove: 'Remove {run} from the comparison',
  theBestNllOf: 'the best NLL of {run}',
  figuresText: 'NLL per data point on the held-out rows of each run; ± is two standard errors.',

  help: 'How to compare these runs',
  helpLower: 'A lower NLL is better: such a flow gives held-out rows a higher density.',
  helpBest: '{best} has the lowest NLL, {nll} {unit}. {other} is {difference} {unit} above it.',
  helpClear:
    '{best} has the lowest NLL, {nll} {unit}. {other} is {difference} {unit} above it, which is more than two standard errors of the difference ({error} {unit}).',
  helpChance:
    '{best} has the lowest NLL, {nll} {unit}. {other} is {difference} {unit} above it, which may be chance: two standard errors of the difference are up to {error} {unit}.',
  helpSame:
    'NLLs are comparable only over the same rows and in the same units. The NLL of integers without dequantization can fall without limit, so it may look best although it is not meaningful: Layers shows which runs this affects.',

  samples: 'Samples',
  drawing: 'Drawing samples…',
  drawingFailed: 'The samples cannot be drawn',
  samplesOf: 'Samples of {run}',
  sample: 'sample',
  dots: 'samples',
  dataDots: 'held-out rows',
  row: 'row',
  noPicture: 'The Samples panel shows data with one column.',

  floorOf: 'exact floor, {run}',
  settings: 'Settings that differ',
  sameSettings: 'The settings are the same.',
  differences: 'Differences from the spec of {run}',
  specMissing: 'The spec text of one of the two runs is missing.',
  noDifferences: 'No differences.',
  all: 'all',
  absent: '(absent)',
} as const satisfies Texts;

export const strings = localized('compare', TEXTS);
