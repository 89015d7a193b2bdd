/** Texts of the Training panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  leaveQueue: 'Leave Queue',
  paused: 'Paused: {why}',

  preparing: 'Preparing the run',
  preparingText: 'Reading the data and compiling the flow.',
  notStarted: 'This run has not started',
  notStartedAdvice: 'The daemon ended while the run was in the queue. Resume the run to queue it again.',
  waitingForMemory: 'Waiting for free memory',
  waitingForMemoryText: 'Training starts automatically when enough memory is free.',
  waitingForRuns: 'Waiting for these runs',
  waitingForRunsText: 'Training starts automatically when these runs end or are paused.',

  likelihood: 'Negative log-likelihood, {unit}',
  likelihoodChart: 'Negative log-likelihood over the training steps',
  training: 'training',
  validation: 'validation',
  smoothing: 'smoothing',
  fullRange: 'full y range',
  bitsPerDimension: 'bits/dim',
  noStep: 'No step was recorded',
  noStepYet: 'No step has been recorded yet',
  learningRate: 'Learning rate',
  gradientNorm: 'Gradient norm',
  throughput: 'Throughput, rows/s',

  learnedAt: 'What the flow has learned · {place}',
  drawing: 'Drawing the density…',
  drawingFailed: 'The density cannot be drawn',
  density: 'Density q(x)',
  densityScale: 'density',
  samples: 'samples',
  sample: 'sample',
  heldOutRows: 'held-out rows',
  row: 'row',
  samplesOverRows: 'Samples over held-out rows',

  trainingLossDefinition:
    '−mean log q(x) over the last batch.\nlog q(x) = log π(f(x)) + log|det ∂f/∂x|, in data units.',
  validationNllDefinition:
    '−mean log q(x) over the held-out rows with a finite log q.\n± is two standard errors of the mean.',
  bestNll: 'best NLL',
  bestNllDefinition:
    'The best validation so far: fewest rows without a finite log q, then lowest NLL.\nInspection, sampling and export use these weights as “best”.',
  exactFloorDefinition:
    'The entropy of the true density: −∫ p(x) log p(x) dx.\nNo model has a lower expected NLL.\nThe gap, mean(log p − log q) over held-out rows, estimates KL(p‖q).',
  lastGradientNorm: 'gradient norm',
  lastGradientNormDefinition: '‖∇θ‖₂ of the last batch’s loss, before clipping.',
  rate: 'throughput',
  rateDefinition: 'Training rows per second, over the last steps.',
  timeLeft: 'time left',
  timeLeftDefinition: 'Estimated from the current throughput. Early stopping may end the run sooner.',
  theBestNll: 'the best NLL',

  help: 'What these numbers mean',
  helpLoss: 'The training loss is −log q(x), averaged over the rows of a batch.',
  helpLossAt:
    'The training loss is −log q(x), averaged over the rows of a batch: {loss} nats at step {step}. It may be negative, because a density may exceed 1.',
  helpValidation: 'The validation NLL is the same quantity over held-out rows, which are not used for training.',
  helpValidationAt:
    'The validation NLL is the same quantity over held-out rows, which are not used for training: {nll} nats. If it rises while the loss falls, the flow overfits.',
  helpBest: 'It was lowest at step {step}, {nll} nats: these weights are the best checkpoint.',
  gapOfBest: 'best is {gap} above',
  gapInNats: '{nats} nats',
  gapInBoth: '{nats} nats ({bits} bits/dim)',
  helpFloor:
    'The true density is known, so no flow can be better than {floor} nats on average. The best checkpoint is {gap} above it, which estimates KL(p‖q); sampling error can make it negative.',

  events: { one: '{count} event', other: '{count} events' },
  step: 'step',
  event: 'event',
  time: 'time',
  'event.paused': 'paused',
  'event.resumed': 'resumed',
  'event.interrupted': 'interrupted',
  'event.failed': 'failed',
  'event.done': 'done',
  'event.skipped': 'skipped',
  'event.warning': 'warning',

  about: 'About this run',
  note: 'note',
  flow: 'flow',
  run: 'run',
  started: 'started',
  spec: 'spec',
  unsavedSpec: '{spec} (trained from unsaved text)',
  folder: 'folder',
  steps: 'steps',
  parameters: 'parameters',
  notCounted: 'not counted yet',
  seed: 'seed',
  backend: 'backend',
  checkpoints: 'checkpoints',
  checkpointsAtSteps: 'checkpoints at steps',
  none: 'none',
  noneYet: 'none yet',
  bestCheckpoint: '{step} (best)',
} as const satisfies Texts;

export const strings = localized('training', TEXTS);
