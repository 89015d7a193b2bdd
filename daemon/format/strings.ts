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
  inexact: 'Inaccurate inverse: values or scales are too large for float32.',
  inexactBy: 'Inaccurate inverse, off by up to {error}: values or scales are too large for float32.',
  inexactAdvice:
    'Use an earlier checkpoint, or train again with a lower scaleBound, a lower learning rate or gradient clipping.',
  dead: 'log|det| is the same at every point: the conditioner’s output is constant, or the scale is saturated at ±scaleBound.',
  deadAdvice:
    'Lower the learning rate. If the mean is at ±scaleBound, clip gradients or warm up longer. Otherwise check that the columns vary, widen the conditioner, or use an activation other than relu, such as silu.',
  singleDimension: 'An affine map of a single dimension shifts and scales the base but does not change its shape.',
  singleDimensionAdvice:
    'No layer of this version changes the shape of a single dimension. Choose the base that fits best (normal or logistic), or add context columns.',
  outsideBound: 'Up to {share} % of the coordinates lie outside the bound of the spline and pass unchanged.',
  outsideBoundAdvice: 'Raise bound, or put an actnorm before the spline.',
  cancelled: 'Large log|det| terms of opposite sign without gain: these layers largely cancel out.',
  cancelledAdvice:
    'Harmless. You can merge them into one layer, or remove those that later layers do not need for scaling.',

  'lastTerm.base-mismatch': 'Base mismatch',
  'lastTerm.base-term': 'Base term',
  overfitting: 'Overfitting',
  overfittingBy: 'The NLL of held-out rows is {gap} nats above that of training rows.',
  overfittingBySince:
    'The NLL of held-out rows is {gap} nats above that of training rows, and validation has been getting worse since step {step}.',
  overfittingAdvice:
    'Use the best checkpoint. Train with earlyStopping, more rows, a smaller conditioner, or adamw with a larger weightDecay.',
  mismatch: 'The latents do not follow the base distribution: this term is {value} nats, where {expected} is expected.',
  mismatchAdvice:
    'Train longer. If that does not help, let couplings transform every dimension, and end the layers with actnorm or affine.',
  mismatchSinceAdvice:
    'Validation has been getting worse since step {step}: use the best checkpoint, and train with a lower learning rate.',
  mismatchHeldOut:
    'Held-out latents do not follow the base distribution: this term is {value} nats, and {training} for training rows.',
  mismatchHeldOutAdvice:
    'The flow fits its training rows better than their distribution. Use an earlier checkpoint, more rows or a smaller conditioner.',
  dependentColumns: 'Dependent columns',
  dependentList: '{columns}. Rows in a subspace have no density: the NLL can fall without bound.',
  dependsOn: '{column} is a linear function of {others}',
  constantColumn: '{column} is constant in these rows',
  moreColumns: { one: '{count} more column', other: '{count} more columns' },
  dependentAdvice: 'Leave them out: name the other columns in columns of the data.',
} as const satisfies Texts;

export type FormatStrings = Sentences<typeof TEXTS>;

export const ENGLISH: FormatStrings = sentences(TEXTS);
