/** Sentences that panels, the editor and the command line share. The command line shows them in English. */
import { PANEL_DEFINITIONS, type PanelName } from '../../protocol/panel/panels.ts';
import { type Sentences, sentences, type Texts } from './sentences.ts';

/** Titles of the panels, by `panel.NAME`. */
const PANEL_TITLES = Object.fromEntries(PANEL_DEFINITIONS.map(({ name, title }) => [`panel.${name}`, title])) as {
  readonly [N in PanelName as `panel.${N}`]: string;
};

export const TEXTS = {
  ...PANEL_TITLES,
  panels: 'Panels',
  noRun: 'no run',
  runs: { one: '{count} run', other: '{count} runs' },

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
  queuedPlace: 'queued, place {place}',
  finished: { one: 'finished, {count} step', other: 'finished, {count} steps' },
  finishedEarly: 'finished early, {place}',
  placeAndTime: '{place}, {time} left',
  statusAndPlace: '{status}, {place}',

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

  layer: 'Layer {layers}',
  layers: 'Layers {layers}',
  inexact: 'Inaccurate inverse: the scale exceeds the precision of float32.',
  inexactBy: 'Inaccurate inverse, off by up to {error}: the scale exceeds the precision of float32.',
  inexactAdvice:
    'Use an earlier checkpoint, or train again with a lower scaleBound, a lower learning rate or gradient clipping.',
  dead: 'log|det| is the same at every point: the conditioner ignores its input.',
  deadAdvice:
    'Check that the columns vary. Otherwise lower the learning rate, widen the conditioner, or use an activation other than relu, such as silu.',
  singleDimension: 'An affine map of a single dimension shifts and scales the base but does not change its shape.',
  singleDimensionAdvice:
    'No layer of this version changes the shape of a single dimension. Choose the base that fits best (normal or logistic), or add context columns.',
  outsideBound: 'Up to {share} % of the coordinates lie outside the bound of the spline and pass unchanged.',
  outsideBoundAdvice: 'Raise bound, or put an actnorm before the spline.',
  cancelled: 'A large log|det| without gain: these layers cancel out.',
  cancelledAdvice: 'Harmless: they can be removed.',
} as const satisfies Texts;

export type FormatStrings = Sentences<typeof TEXTS>;

export const ENGLISH: FormatStrings = sentences(TEXTS);
