/** Texts of the Compare panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { classifierTest } from '../../daemon/statistics/yardsticks/classifier-test.ts';
import { modeCoverage } from '../../daemon/statistics/yardsticks/mode-coverage.ts';
import { precision } from '../../daemon/statistics/yardsticks/precision.ts';
import { recall } from '../../daemon/statistics/yardsticks/recall.ts';
import { roundTrip } from '../../daemon/statistics/yardsticks/round-trip.ts';
import { slicedWasserstein } from '../../daemon/statistics/yardsticks/sliced-wasserstein.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  addRun: 'Add a run',
  addRunChoice: 'Add a run…',
  full: 'at most {most} runs',

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

  withoutNll: '{runs}: not in the chart. The losses of such a model are those of a game, not a likelihood.',
  boundsInChart: 'Curves with ≤ are upper bounds of the NLL: the NLL itself is unknown.',
  upperBoundOf: '{run}, ≤',
  trained: 'trained for',
  none: 'none',
  atMost: '≤ {value}',
  helpBounds:
    'A value with ≤ is an upper bound of an NLL, from the ELBO. The best run is chosen among the exact values only.',
  helpNone: 'Models without a likelihood have no NLL: compare their samples.',

  judged: 'What each run can say and do',
  judging: 'Computing…',
  judge: 'Compute',
  judgeText:
    'Exact values, bounds, round trips, missed modes and comparisons of samples with data take a few seconds for each run.',
  judgedWhen: 'when it has ended',
  judgedNot: 'no checkpoint',
  judgedFailed: 'failed',
  judgedFailure: '{run}: {why}',
  theJudged: 'the table',
  measure: 'measure',
  data: 'data in place of samples',
  judgedText:
    '± is two standard errors, over held-out rows. ≤ marks an upper bound of an NLL. ✓ marks what data in place of samples would give 19 times out of 20, ✗ what is worse.',
  ofPoint: 'A point x',
  says: 'can give',
  saysExact: 'log q(x), exact',
  saysBound: 'a lower bound of log p(x)',
  saysNone: 'no likelihood',
  nllOfRows: 'NLL, nats',
  tighterBound: 'NLL, importance-weighted bound, nats',
  draws: '{k} draws of z, {rows} rows',
  aboveFloor: 'above the exact floor, nats',
  bitsPerDim: 'bits/dim',
  ofRoundTrip: 'Round trip x → z → x',
  roundTripError: 'change of x',
  noEncoder: 'no encoder',
  exact: 'exact',
  blurred: 'blurred',
  approximate: 'approximate',
  inaccurate: 'inaccurate',
  deviations: '{error} standard deviations of the data',
  ofSamples: 'Samples',
  modesOf: '{covered} of {of}',
  nearShare: 'share within 4σ of a mode',
  tooFew: 'too few rows',
  likeData: 'like data',
  unlikeData: 'unlike data',
  dataGive: 'data: {range}',
  range: '{low} … {high}',
  roundTrips: 'Round trips',
  roundTripImages: 'Held-out images above what they are after x → z → x.',
  roundTripOf: 'Round trips of {run}',
  decodedRow: 'after x → z → x',
  yardsticks: 'What these numbers can and cannot show',
  canShow: 'Shows: {text}',
  cannotShow: 'Does not show: {text}',
  likelihoodTitle: 'NLL',
  likelihoodShows:
    'How probable held-out rows are under the model: exact for a flow. A VAE has only bounds: the ELBO, and the tighter importance-weighted bound. A GAN has none.',
  likelihoodCannotShow:
    'Whether samples look right: a model may draw convincing samples with a poor likelihood, and the reverse. An upper bound of the NLL above an exact value does not show which model is better.',
  c2stTitle: classifierTest.title,
  c2stShows: classifierTest.shows,
  c2stCannotShow: classifierTest.cannotShow,
  slicedWassersteinTitle: slicedWasserstein.title,
  slicedWassersteinShows: slicedWasserstein.shows,
  slicedWassersteinCannotShow: slicedWasserstein.cannotShow,
  precisionTitle: precision.title,
  precisionShows: precision.shows,
  precisionCannotShow: precision.cannotShow,
  recallTitle: recall.title,
  recallShows: recall.shows,
  recallCannotShow: recall.cannotShow,
  modesTitle: modeCoverage.title,
  modesShows: modeCoverage.shows,
  modesCannotShow: modeCoverage.cannotShow,
  roundTripTitle: roundTrip.title,
  roundTripShows: roundTrip.shows,
  roundTripCannotShow: roundTrip.cannotShow,

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
