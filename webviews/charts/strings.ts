/** Texts of the charts themselves; what a chart shows is said by its panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  labelWithKeys: '{label}. Arrow keys move, plus and minus zoom, 0 shows all.',
  mapWithKeys:
    '{label}. Arrow keys move the cross-hair, with Shift the picture; plus and minus zoom, 0 shows all, Escape removes the cross-hair.',
  gridWithKeys: '{label}. Arrow keys move the marked point.',
  imagesWithKeys: '{label}. Arrow keys go from image to image, Enter chooses one.',
  readWithKeys: '{label}. Left and right arrow keys read the values.',
  showOtherColumns: { one: 'Show {count} other column', other: 'Show {count} other columns' },
  otherCurves: { one: '{count} other column in gray', other: '{count} other columns in gray' },
  rowAt: 'row {row}: ({place})',
  saveAs: 'Save as {kind}: {label}',
  table: 'Table',
  tableOf: 'Table: {what}',
  rowsShown: '{shown} of {rows} rows, evenly spaced',

  step: 'step',
  value: 'value',
  level: '{label}: {value}',
  minimumOf: '{label}, minimum',
  maximumOf: '{label}, maximum',

  matrix: '{label}: {rows} rows, {columns} columns, from {low} to {high} {unit}',
  cell: '{row}, {column}: {value}',

  term: 'term',
  meanNats: 'mean, nats',
  mean: 'mean',
  gainNats: 'gain, nats',
  gain: 'gain',
  nats: 'nats',
  positive: 'positive',
  negative: 'negative',
  whiskers: 'whiskers: p10–p90 over rows',
  waterfall: 'What each layer adds to the mean of log q(x), nats',
  waterfallRow: '{label}: {detail}',

  image: 'image',
  line: 'line',
  meanPixel: 'mean pixel',
  centerRow: 'center of mass, row',
  centerColumn: 'center of mass, column',

  row: 'row',
  rowsOf: '{label}, the rows',
  path: 'path',
  position: 'position',
  pointOfPath: '{path} {position}: {x}, {y}',
  heldOutData: 'held-out data',
} as const satisfies Texts;

export const strings = localized('charts', TEXTS);
