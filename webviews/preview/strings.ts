/** Texts of the live preview. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  failed: '{name} cannot be previewed',
  trainingSpec: 'Training {name} for {seconds} seconds…',

  heading: '{name} · {state}',
  steps: { one: '{count} step', other: '{count} steps' },
  starting: 'starting…',
  training: 'training, {steps}',
  converged: 'converged after {steps}',
  after: 'after {steps}',
  afterAll: 'after {steps}, all of the spec',
  stopped: 'stopped after {steps}',
  edited: 'edited: save the spec to preview the edit',
  failedAfter: 'picture from before the last edit, {steps}',
  trainAgain: 'Train again',
  keepTraining: 'Keep Training',
  keepTrainingHelp: 'Keep training from here',
  stop: 'Stop',

  density: 'Density q(x)',
  densityScale: 'density',
  densityChart: 'Density q(x) of the preview',
  samples: 'samples',
  data: 'data',
  sample: 'sample',
  scatter: 'Samples over data',

  trainingLossDefinition: '−mean log q(x) over the last training steps.',
  validationNllDefinition: '−mean log q(x) over held-out rows.\n± is two standard errors of the mean.',
  exactFloorDefinition: 'The entropy of the true density.\nNo model has a lower expected NLL.',
  time: 'time',
  timeDefinition:
    'Training time: about {seconds} s, and more with Keep Training.\nThe preview is not kept: use Train Flow to create a run.',
  warmStart: 'warm start',
  warmStartDefinition:
    'Share of the parameters that start from the previous preview:\nthose of layers whose shapes are unchanged.',
} as const satisfies Texts;

export const strings = localized('preview', TEXTS);
