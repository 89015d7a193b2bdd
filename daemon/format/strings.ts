/** Sentences that panels, the editor and the command line share. The command line shows them in English. */
import { type EditorPanelName, PANEL_DEFINITIONS, PREVIEW } from '../../protocol/panel/panels.ts';
import { type Sentences, sentences, type Texts } from './sentences.ts';

/** Titles of the panels, by `panel.NAME`. */
const PANEL_TITLES = Object.fromEntries(
  [...PANEL_DEFINITIONS, PREVIEW].map(({ name, title }) => [`panel.${name}`, title]),
) as { readonly [N in EditorPanelName as `panel.${N}`]: string };

export const TEXTS = {
  ...PANEL_TITLES,
  panels: 'Panels',
  none: 'none',
  runs: { one: '{count} run', other: '{count} runs' },
  checkpoints: { one: '{count} checkpoint', other: '{count} checkpoints' },
  steps: { one: '{count} step', other: '{count} steps' },
  layerCount: { one: '{count} layer', other: '{count} layers' },
  connections: { one: '{count} connection', other: '{count} connections' },
  cores: { one: '{count} core', other: '{count} cores' },
  layersExceed: {
    one: '{count} of {n} layers exceeds its tolerance',
    other: '{count} of {n} layers exceed their tolerance',
  },

  'status.queued': 'queued',
  'status.starting': 'starting',
  'status.running': 'running',
  'status.paused': 'paused',
  'status.stopping': 'stopping',
  'status.finished': 'finished',
  'status.interrupted': 'interrupted',
  'status.failed': 'failed',
  'split.train': 'train',
  'split.validation': 'validation',
  'split.test': 'test',

  place: 'step {step} of {steps}',
  queuedPlace: 'queued, position {place}',
  queuedBehind: 'queued behind {name}',
  finished: { one: 'finished, {count} step', other: 'finished, {count} steps' },
  finishedEarly: 'finished early, {place}',
  placeAndTime: '{place}, {time} left',
  statusAndPlace: '{status}, {place}',

  nll: 'NLL {value} nats',
  nllOver: 'NLL {value} nats over {kept} of {n} rows',
  bestNll: 'best {nll} at step {step}',

  leftOut: {
    one: '{count} of {n} {rows} has {what}; {summary} is over the other {others}',
    other: '{count} of {n} {rows} have {what}; {summary} is over the other {others}',
  },
  leftOutOnly: 'the only {row} has {what}, so there is no result',
  leftOutBoth: 'both {rows} have {what}, so there is no result',
  leftOutAll: 'all {n} {rows} have {what}, so there is no result',
  hasValue: '{quantity} = {value}',
  hasSuchValue: 'a {quantity} = {value}',
  hasNoFinite: 'no finite {quantity} ({counts})',
  hasOneNotFinite: 'a {quantity} that is not finite ({counts})',
  theMean: 'the mean',
  row: 'row',
  rows: 'rows',
  sample: 'sample',
  samples: 'samples',
  cell: 'cell',
  cells: 'cells',

  layer: 'Layer {layers}',
  layers: 'Layers {layers}',

  noProblem: 'No problem found',
  noProblemSoFar: 'No problem found so far',
  checks: { one: '{count} check', other: '{count} checks' },
  pendingChecks: 'pending: {names}',
  moreFindings: { one: '{count} more finding', other: '{count} more findings' },
  notes: { one: '{count} note', other: '{count} notes' },
  'check.sum': 'sum of the terms',
  'check.divergence': 'divergence',
  'check.integers': 'integers',
  'check.dependence': 'dependent columns',
  'check.finiteness': 'finite log q',
  'check.inverses': 'inverses',
  'check.copies': 'copied dimensions',
  'check.overfitting': 'overfitting',
  'check.gaussian': 'comparison with a Gaussian',
  'check.bounds': 'bounds of splines',
  'check.sensitivity': 'dead layers',
  'check.base': 'latents against the base',
  'check.cancellation': 'layers that cancel out',
  'check.validation': 'course of the validation',

  wrongSum: 'The terms do not add up to log q(x)',
  wrongSumText: 'The figures of this panel cannot be trusted.',
  wrongSumAdvice: 'This is a bug in Flowscope. Please report it.',

  diverged: 'Training diverged after step {step}',
  divergedText: 'The loss or its gradient became infinite or far too large.',
  divergedShown: 'The loss or its gradient became infinite or far too large. These are the weights of step {step}.',
  divergedAdvice:
    'Choose an earlier step, or train again with a lower learningRate, gradientClip, a longer warmup or a lower scaleBound.',
  pastBest: 'Validation was better at step {best}',
  pastBestText: 'At step {newest} it is {by} nats worse.',
  pastBestAdvice: 'Use the best checkpoint. Train with a lower learning rate, or with earlyStopping.',
  worseLater: 'Validation gets worse after step {best}',
  worseLaterText: 'At step {newest} it is {by} nats worse than at its best, step {best}.',
  worseLaterAdvice: 'Use the best checkpoint, not the newest.',

  integerColumn: 'Column {column} has integers without dequantization: this NLL cannot be compared',
  integerColumns: {
    one: '{count} column has integers without dequantization: this NLL cannot be compared',
    other: '{count} columns have integers without dequantization: this NLL cannot be compared',
  },
  integerPixels: 'The pixels are integers without dequantization: this NLL cannot be compared',
  integerList:
    '{columns}. A density on integers has no upper bound: the NLL can fall without limit and says nothing about the fit.',
  integerValues: {
    one: '{column} takes {count} value',
    other: '{column} takes {count} values',
  },
  integerPixelText:
    'Pixels take {values} values. A density on integers has no upper bound: the NLL can fall without limit and says nothing about the fit.',
  integerAdvice: 'Set "dequantize": true in the data, and train again.',
  integerPixelAdvice: 'Begin the layers with dequantize, and train again.',

  copiedColumn: 'Dimension {dimension} ({column}) passes unchanged through all layers',
  copiedDimension: 'Dimension {dimension} passes unchanged through all layers',
  copiedDimensions: {
    one: '{count} dimension passes unchanged through all layers',
    other: '{count} dimensions pass unchanged through all layers',
  },
  copiedList: '{dimensions}. No layer transforms them, whatever the weights are: they are only shifted and scaled.',
  copiedText:
    'No layer transforms it, whatever the weights are: its latent is a copy, only shifted and scaled, and the flow gives it the distribution of the base.',
  copiedAdvice: 'Set "mask": "alternate" in the couplings, and train again. If a permutation undoes this, remove it.',
  namedDimension: '{dimension} ({column})',

  notFinite: {
    one: '{count} of {n} rows has no finite log q',
    other: '{count} of {n} rows have no finite log q',
  },
  notFiniteText: 'All figures are over the other rows.',
  notFiniteAdvice:
    'The base has no density there, or float32 overflows: use a base on all real numbers, such as normal, an earlier checkpoint, or a lower scaleBound.',

  inexact: '{place}: inaccurate inverse',
  inexactBy: '{place}: inaccurate inverse, off by up to {error}',
  inexactText: 'Values or scales are too large for float32.',
  inexactTextLimit: 'Values or scales are too large for float32 (scaleBound is {limits}).',
  inexactAdvice:
    'Use an earlier checkpoint, or train again with a lower scaleBound, a lower learning rate or gradient clipping.',
  dead: '{place}: dead, the same log|det| at every point',
  deadText: 'log|det| is {values} nats for every row: the output of the conditioner does not depend on its input.',
  deadTextLimit: 'log|det| is {values} nats for every row: log-scales are saturated at ±{limits} (scaleBound).',
  range: '{low} to {high}',
  deadAdvice:
    'Lower the learning rate and train again. If that does not help, widen the conditioner, use an activation other than relu, such as silu, or clip gradients.',
  singleDimension: 'The only dimension is just shifted and scaled',
  singleDimensionText: '{place}: an affine map of a single dimension does not change the shape of the base.',
  singleDimensionAdvice:
    'No layer of this version changes the shape of a single dimension. Choose the base that fits best (normal or logistic), or add context columns.',
  outsideBound: '{place}: up to {share} % of the coordinates are outside the bound of the spline',
  outsideBoundText: 'They pass unchanged.',
  outsideBoundTextLimit: 'The bound is ±{limits}. Coordinates outside pass unchanged.',
  outsideBoundAdvice: 'Raise bound, or put an actnorm before the spline, and train again.',
  cancelled: '{place} largely cancel out',
  cancelledText: 'Their log|det| is large, of opposite sign, and without gain.',
  cancelledAdvice:
    'Harmless. You can merge them into one layer, or remove those that later layers do not need for scaling.',

  'lastTerm.base-mismatch': 'base mismatch',
  'lastTerm.base-term': 'base term',
  overfitting: 'Overfitting: held-out rows are {gap} nats worse than training rows',
  overfittingSince: 'Overfitting since step {step}: held-out rows are {gap} nats worse than training rows',
  overfittingText: 'The flow memorizes its training rows.',
  overfittingSinceText: 'Validation was best at step {step} and is worse now.',
  overfittingAdvice: 'Train with more rows, a smaller conditioner, or adamw with a larger weightDecay.',
  overfittingSinceAdvice:
    'Use the best checkpoint. Train with earlyStopping, more rows, a smaller conditioner, or adamw with a larger weightDecay.',
  worseThanGaussian: 'Worse than a Gaussian by {by} nats',
  worseThanGaussianText: 'The NLL is {nll} nats, that of a Gaussian fitted to the same rows {gaussian}.',
  worseThanGaussianAdvice:
    'If there are other findings, start with them. Otherwise train longer or with a lower learning rate, and begin the layers with actnorm.',
  mismatch: 'The latents do not follow the base: {term} of {value} nats',
  mismatchText: '{expected} nats are expected.',
  mismatchAdvice:
    'Train longer. If that does not help, let couplings transform every dimension, and end the layers with actnorm or affine.',
  mismatchSinceAdvice:
    'Validation has been getting worse since step {step}: use the best checkpoint, and train with a lower learning rate.',
  mismatchHeldOut: 'Held-out latents do not follow the base: {term} of {value} nats',
  mismatchHeldOutText: 'It is {training} nats for training rows.',
  mismatchHeldOutAdvice:
    'The flow fits its training rows better than their distribution. Use an earlier checkpoint, more rows or a smaller conditioner.',
  dependentColumns: 'Dependent columns: this NLL cannot be compared',
  dependentList: '{columns}. Rows in a subspace have no density: the NLL can fall without bound.',
  dependsOn: '{column} is a linear function of {others}',
  constantColumn: '{column} is constant in these rows',
  moreColumns: { one: '{count} more column', other: '{count} more columns' },
  dependentAdvice: 'Leave them out: name the other columns in columns of the data.',
} as const satisfies Texts;

export type FormatStrings = Sentences<typeof TEXTS>;

export const ENGLISH: FormatStrings = sentences(TEXTS);
