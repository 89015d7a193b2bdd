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
  preparingText: 'Reading the data and compiling the model.',
  notStarted: 'This run has not started',
  notStartedAdvice: 'The daemon ended while the run was in the queue. Resume the run to queue it again.',
  waitingForMemory: 'Waiting for free memory',
  waitingForMemoryText: 'Training starts automatically when enough memory is free.',
  waitingForRuns: 'Waiting for these runs',
  waitingForRunsText: 'Training starts automatically when these runs end or are paused.',

  likelihood: 'Negative log-likelihood, {unit}',
  likelihoodChart: 'Negative log-likelihood over the training steps',
  elbo: 'Negative ELBO, {unit}',
  elboChart: 'Negative ELBO over the training steps',
  players: 'Losses of the players',
  playersChart: 'Losses of the players over the training steps',
  training: 'training',
  validation: 'validation',
  smoothing: 'smoothing',
  fullRange: 'full y range',
  bitsPerDimension: 'bits/dim',
  noStep: 'No step was recorded',
  noStepYet: 'No step has been recorded yet',
  learningRate: 'Learning rate',
  gradientNorm: 'Gradient norm',
  gradientNorms: 'Gradient norms',
  throughput: 'Throughput, rows/s',
  termsOfBound: 'Terms of the negative ELBO, {unit}',
  reconstruction: 'reconstruction',
  kl: 'KL',
  accuracy: 'Accuracy of the discriminator',
  cannotTell: 'guessing',
  scores: 'Scores of the discriminator',
  data: 'data',
  spread: 'Variance of the samples / data',
  likeData: 'like the data',
  gradientPenalty: 'Gradient penalty',

  learnedAt: 'What the model has learned · {place}',
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
  elboLossDefinition:
    '−ELBO of the last batch: the reconstruction −E[ln p(x | z)] plus the KL of q(z | x) from the prior, weighted with beta. One draw of z per row.',
  validationElbo: 'validation −ELBO',
  theValidationElbo: 'the validation −ELBO',
  validationElboDefinition:
    '−mean ELBO over the held-out rows. The ELBO is a lower bound of log q(x), so the NLL is at most −ELBO.\n± is two standard errors of the mean.',
  bestElbo: 'best −ELBO',
  bestElboDefinition: 'The lowest validation −ELBO so far.\nInspection and sampling use these weights as “best”.',
  theBestElbo: 'the best −ELBO',
  floorOfElboDefinition:
    'The entropy of the true density: −∫ p(x) log p(x) dx.\nNo model has a lower expected NLL, and −ELBO is at least the NLL. The difference is KL(p‖q) plus the gap of the bound.',
  lossOf: '{name} loss',
  lossOfDefinition:
    'Loss of this player in the last batch.\nIt measures one player against the other: it may rise while the samples get better, and says nothing about a likelihood.',
  accuracyName: 'discriminator accuracy',
  accuracyDefinition:
    'Share of data and samples in the last batch that the discriminator classifies correctly.\n50 %: it guesses, or it is too weak. Near 100 %: the generator hardly learns.',
  spreadName: 'sample variance',
  spreadDefinition:
    'Variance of the samples in the last batch, as a share of that of the data.\nNear 0, the generator has collapsed to few points.',
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

  helpElbo:
    'The loss is −ELBO: the reconstruction plus the KL of the posterior from the prior. The ELBO is a lower bound of log q(x), so the NLL is at most −ELBO. The Layers panel shows its terms and a tighter bound.',
  helpElboValidation:
    'The validation −ELBO is the same quantity over held-out rows, which are not used for training: {nll} nats. If it rises while the loss falls, the model overfits.',
  helpElboBest: 'It was lowest at step {step}, {nll} nats: these weights are the best checkpoint.',
  helpElboFloor:
    'The true density is known, so no NLL can be below {floor} nats on average. The best −ELBO is {gap} above it: KL(p‖q) plus the gap of the bound.',
  withoutLikelihood:
    'This model has no likelihood: it draws samples, but gives no density of a point. There is no validation and no best checkpoint.',
  watchInstead:
    'The losses measure the players against each other, so they need not fall. Watch the samples, the accuracy of the discriminator (at 50 % it guesses, near 100 % the generator hardly learns) and the variance of the samples (near 0 they have collapsed to few points).',
  helpGame:
    'The flow is also trained against a discriminator. Its likelihood stays exact: compare the NLL with the samples. The losses of the players measure them against each other, so they need not fall.',

  events: { one: '{count} event', other: '{count} events' },
  step: 'step',
  event: 'event',
  time: 'time',
  'event.paused': 'paused',
  'event.resumed': 'resumed',
  'event.interrupted': 'interrupted',
  'event.failed': 'failed',
  'event.done': 'done',
  endedWithProblems: 'ended with problems',
  'event.skipped': 'skipped',
  'event.warning': 'warning',

  about: 'About this run',
  note: 'note',
  name: 'name',
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
