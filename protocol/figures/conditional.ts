import * as z from 'zod/mini';
import { count, number, splitName, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { contextParameter, contextRow, document, outputOption, split, themeOption } from './shared-parts.ts';

/** A column that is shown. */
const axis = z.strictObject({
  name: z.string(),
  /** Ends of the range, data units; with `values` the first and the last of them. */
  low: z.number(),
  high: z.number(),
  /**
   * Of the conditional density inside the range, data units. Of a category they are of its numbers 0, 1, …. Of an angle: the circular
   * mean, null if the density is the same all around, and the root of the mean square of the shorter ways from it.
   */
  mean: number,
  std: number,
  /** Of an angle: [start, period], for values in [start, start + period). Of months from 1 to 12, [1, 12]: they start at 1 and repeat after 12. */
  turn: z.optional(z.tuple([z.number(), z.number()])),
  /** Cells along it, or values. */
  cells: count,
  /** Of a dequantized column: the values, each with the probability ∫ q over [value, value + step). Absent: cells. */
  values: z.optional(z.array(z.number())),
  /** Distance of the values. */
  step: z.optional(z.number()),
  /** Names of the values. */
  categories: z.optional(z.array(z.string())),
});

/** JSON of `flowscope conditional`. */
export const conditionalResultSchema = z.strictObject({
  ...document,
  split: splitName,
  /** The row that gives the values of the other columns; null: their medians. */
  row: z.nullable(count),
  /** The shown columns: one, or two. */
  axes: z.array(axis),
  /** Cells along each axis without `values`. */
  cells: z.int().check(z.minimum(2)),
  /** Values of all columns, data units; those of the shown columns are not used. */
  held: z.array(
    z.strictObject({
      name: z.string(),
      value: number,
      /** Its name, if the column has categories. */ category: z.optional(z.string()),
    }),
  ),
  /** Values of `at` that are beyond those of all training rows, which are in [low, high]: the density there is an extrapolation. */
  outside: z.optional(
    z.array(z.strictObject({ name: z.string(), value: z.number(), low: z.number(), high: z.number() })),
  ),
  /** Values of the context columns; null: the flow has none. */
  context: z.nullable(z.record(z.string(), z.union([z.string(), z.number()]))),
  unit,
  /** log ∫ q over the range, the other columns held: log q(shown | rest) = log q − this. */
  logIntegral: number,
  /** Largest density at the border of the range, relative to the maximum: near 0 if the range contains the mass. */
  edge: number,
  path: z.nullable(z.string()),
  format: z.enum(['json', 'csv', 'npy', 'npz', 'png', 'svg']),
  /**
   * log q(shown | rest) at the cell centers or values, nats: [cells] of the axis, or with two columns a row for each cell
   * of the second one, smallest first; only without a file. A column with `values` has probabilities, another a density.
   */
  logProb: z.optional(z.union([z.array(number), z.array(z.array(number))])),
});

const columnName = z.string().check(z.maxLength(1024));

/** Cells along each side unless a request says it. */
export const CONDITIONAL_CELLS = { one: 400, two: 120 } as const;

/** The coordinates of a table are its columns. */
function isTable(points: readonly number[]): boolean {
  return points.length === 1;
}

export const conditionalFigure = defineFigure({
  name: 'conditional',
  title: 'Conditional density',
  models: ['flow'],
  purpose: 'shows the exact density of a flow along some columns',
  points: isTable,
  panel: true,
  follow: true,
  parameters: {
    columns: {
      type: z._default(z.nullable(z.array(columnName).check(z.minLength(1), z.maxLength(2))), null),
      words: 'The columns that are shown: one, or two.',
      option: {
        value: 'a[,b]',
        type: z._default(z.nullable(z.string()), null),
        words: 'Columns to show: one, or two. A name may contain commas, and may be in double quotes.',
        otherwise: 'Default: the first column.',
      },
    },
    at: {
      type: z._default(z.record(columnName, z.union([z.number(), z.string()])), {}),
      words: 'Values of the other columns: numbers in data units, or categories.',
      option: {
        words: 'Values of the other columns: numbers in data units, or categories. May be repeated.',
        value: 'k=v,…',
        notation: 'values',
        otherwise: 'Default: those of the row, or the medians of the training rows.',
      },
    },
    row: {
      type: z._default(z.nullable(count), null),
      words: 'Row of the split that gives the values of the other columns, and the context.',
      option: { value: 'ROW', otherwise: 'Default: medians, and the context of row 0.' },
    },
    split: {
      type: split,
      words: 'Split that gives the rows: train, validation or test.',
      option: { value: 'S' },
    },
    context: contextParameter('Default: that of the row.'),
    contextRow,
    extent: {
      type: z._default(z.nullable(z.array(z.number()).check(z.minLength(2), z.maxLength(4))), null),
      words: 'Range of each shown column in data units: low, high, and likewise of the second one.',
      option: { value: 'low,high,…', notation: 'numbers', otherwise: 'Default: around the training rows.' },
    },
    cells: {
      type: z._default(z.nullable(z.int().check(z.minimum(2), z.maximum(4096))), null),
      words:
        'Cells along each axis. At most 512 for two columns. A dequantized column with few values has one cell for each.',
      option: {
        value: 'N',
        otherwise: `Default: ${CONDITIONAL_CELLS.one} for one column, ${CONDITIONAL_CELLS.two} for two.`,
      },
    },
  },
  result: z.extend(z.omit(conditionalResultSchema, { v: true, path: true, format: true, logProb: true }), {
    /** float64 [cells], or [cells of the second column, cells of the first], smallest value first: log q(shown | rest). */
    logProb: arrayReference,
    /** What the columns hold: quantiles of the training rows at 0.5 %, 50 % and 99.5 %, data units. */
    columns: z.array(
      z.strictObject({
        name: z.string(),
        low: z.number(),
        median: z.number(),
        high: z.number(),
        /** Distance of its values, to which training adds noise: a value v stands for [v, v + step). null: there is no noise. */
        step: number,
        /** Names of the values 0, 1, …; absent: they are numbers. */
        categories: z.optional(z.array(z.string())),
        period: z.nullable(z.number()),
        /** Of an angle: its values are in [turnStart, turnStart + period). */
        turnStart: z.optional(z.number()),
        /** Where it has values; null: no bound on that side. Absent: any value. */
        bounds: z.optional(z.tuple([z.nullable(z.number()), z.nullable(z.number())])),
      }),
    ),
    /** The context columns that can be chosen. */
    contextColumns: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ name: z.string(), kind: z.literal('category'), values: z.array(z.string()) }),
        z.strictObject({ name: z.string(), kind: z.literal('number'), low: z.number(), high: z.number() }),
      ]),
    ),
    /** Rows of the split. */
    rows: count,
  }),
  command: 'conditional',
  commandOptions: {
    output: outputOption(
      '.png or .svg (a picture), .csv (cell centers and log q), .npy (log q in nats, float64 [N] or [N, N]) or .npz (logq, and the cell centers x and y).',
    ),
    theme: themeOption,
  },
  document: conditionalResultSchema,
});
