/** Sentences that panels, the editor and the command line share, without those of findings, which only some panels show. */
import { type EditorPanelName, PANEL_DEFINITIONS, PREVIEW } from '../../protocol/panel/panels.ts';
import { type Sentences, sentences, type Texts } from './sentences.ts';

/** Titles of the panels, by `panel.NAME`. */
const PANEL_TITLES = Object.fromEntries(
  [...PANEL_DEFINITIONS, PREVIEW].map(({ name, title }) => [`panel.${name}`, title]),
) as { readonly [N in EditorPanelName as `panel.${N}`]: string };

export const GENERAL_TEXTS = {
  ...PANEL_TITLES,
  panels: 'Panels',
  none: 'none',
  runs: { one: '{count} run', other: '{count} runs' },
  checkpoints: { one: '{count} checkpoint', other: '{count} checkpoints' },
  steps: { one: '{count} step', other: '{count} steps' },
  layerCount: { one: '{count} layer', other: '{count} layers' },
  checkCount: { one: '{count} check', other: '{count} checks' },
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

  'progress.examining-images': 'Checking images {done}/{total}',
  'progress.decoding-images': 'Decoding images {done}/{total}',
  'progress.reading-data': 'Reading data {done}/{total}',
  'backend.starting': 'Starting {backend}, {seconds} s',
  'backend.compiling': 'Compiling for {backend}, {seconds} s',

  place: 'step {step} of {steps}',
  queuedPlace: 'queued, position {place}',
  queuedBehind: 'queued behind {name}',
  finished: { one: 'finished, {count} step', other: 'finished, {count} steps' },
  finishedEarly: 'finished early, {place}',
  placeAndTime: '{place}, {time} left',
  statusAndPlace: '{status}, {place}',
  statusAndDetail: '{status}: {detail}',

  nllName: 'NLL',
  negativeElbo: '−ELBO',
  nll: '{name} {value} nats',
  nllOver: '{name} {value} nats over {kept} of {n} rows',
  lossOf: '{name} loss {value}',
  bestNll: 'best {nll} at step {step}',

  lowerBound: 'log q is a lower bound: a layer adds learned noise',
  elboIsBound: 'the ELBO is a lower bound of the log-likelihood, so the NLL is at most −ELBO',
  noLikelihood: 'the model draws samples, but gives no density of a point. Judge it by its samples, not by its losses.',

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
} as const satisfies Texts;

export type GeneralStrings = Sentences<typeof GENERAL_TEXTS>;

export const GENERAL_ENGLISH: GeneralStrings = sentences(GENERAL_TEXTS);
