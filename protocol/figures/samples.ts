import * as z from 'zod/mini';
import { count, number, shape, splitName } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import {
  conditionImages,
  context,
  contextFileOption,
  contextRow,
  document,
  logq,
  modeledCategories,
  outputOption,
  POINT_FILE,
  pixels,
  seed,
  split,
  themeOption,
  turnsOfColumns,
} from './shared-parts.ts';

const CONDITIONS = {
  split: splitName,
  rows: z.array(count),
  each: count,
  /** Names of the pictures of a row: its condition images, and the row itself. */
  names: z.array(z.string()),
};

const BY = z.strictObject({
  column: z.string(),
  values: z.array(z.string()),
  /** Samples of one value, one after the other; the last value may have fewer. */
  each: count,
});

/** JSON of `flowscope sample`. */
export const sampleResultSchema = z.strictObject({
  ...document,
  ...POINT_FILE,
  n: count,
  shape,
  temperature: z.number().check(z.minimum(0)),
  seed: count,
  context: z.nullable(z.record(z.string(), z.string())),
  samples: z.optional(z.array(z.array(number))),
  categories: modeledCategories,
  /** With `samples` of a flow with context, by column: labels as text, numbers in data units. */
  contexts: z.optional(z.array(z.record(z.string(), z.union([z.string(), number])))),
  /** Samples of which a value was beyond its `bounds`, and is now at the bound. Absent: no column has bounds. */
  clipped: z.optional(count),
  /** With `conditions`: rows of the split whose contexts the samples use, each for `each` consecutive samples. */
  conditions: z.optional(z.strictObject({ ...CONDITIONS })),
  /** With `by`. */
  by: z.optional(BY),
  /** Of a corner plot: its columns, and the rows of the data that it shows; 0 if they are not available. */
  corner: z.optional(
    z.strictObject({
      columns: z.array(z.string()),
      split: splitName,
      rows: count,
      /** (Σw)²/Σw² of these rows. Present if they have weights: bars and contours are weighted. */
      effectiveRows: z.optional(number),
    }),
  ),
});

/** What only the command has, or has in another form. */
const PRINTED_ONLY = { v: true, path: true, format: true, samples: true, conditions: true, corner: true } as const;

/** Number of conditions that a picture shows, one per line. */
export const SHOWN_CONDITIONS = 8;

/** The row with the conditions that are not chosen, where a picture has a line for every value of a context column. */
export const OTHER_CONDITIONS = 0;

/** More images are too small to see. */
export const MOST_IMAGES = 256;

/** Images so that every value of a column has equally many: at least `wanted`, if there is room. @param values their number */
export function evenCount(wanted: number, values: number): number {
  const each = Math.max(1, Math.min(Math.ceil(wanted / values), Math.floor(MOST_IMAGES / values)));
  return Math.min(MOST_IMAGES, values * each);
}

/** Maximum number of samples that the command prints; more need a file. */
export const MOST_PRINTED_SAMPLES = 1000;

export const samplesFigure = defineFigure({
  name: 'samples',
  title: 'Samples',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: true,
  parameters: {
    n: {
      type: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 64),
      words: 'Number of samples.',
      option: {
        name: 'count',
        short: 'n',
        value: 'N',
        words: `Number of samples; at most ${MOST_PRINTED_SAMPLES} without -o.`,
        type: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(1e8))), null),
      },
    },
    temperature: {
      type: z._default(z.number().check(z.minimum(0)), 1),
      words:
        'Factor on the standard deviation of the base. Below 1, latents are closer to the base mean, which usually gives less varied samples.',
      option: { value: 'T' },
    },
    seed: { type: seed, words: 'The same seed gives the same samples.', option: { value: 'S' } },
    context: {
      type: context,
      words: 'Values of the context columns, the same for all samples.',
      option: { value: 'k=v,…', notation: 'context', otherwise: 'Default: drawn from the training rows.' },
    },
    contextRow,
    conditions: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(64)), 0),
      words:
        'With condition images: use the contexts of this many rows of the split, each for an equal number of consecutive samples. The rows start at contextRow, or at 0.',
      option: {
        value: 'N',
        words:
          'With condition images: use the contexts of N rows of the split, starting at --context-row, each for an equal number of samples. A picture has one line per row.',
        type: z._default(z.nullable(z.int().check(z.minimum(0), z.maximum(64))), null),
        otherwise: `Default: in a picture ${SHOWN_CONDITIONS}, or 1 with --context-row; else 0.`,
      },
    },
    by: {
      type: z._default(z.nullable(z.string().check(z.maxLength(256))), null),
      words:
        'A context column with labels: its values share the samples evenly, one after the other. In a picture of images each has a line, in that of a table a color. Other context columns are those that are given, or of training rows with this value; condition images must be given.',
      option: { value: 'COLUMN', otherwise: '' },
    },
    pixels,
    logq,
    rows: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(65_536)), 0),
      words: 'Number of rows of the split to return, for drawing beside or below the samples.',
    },
    split: { type: split, words: 'Split that gives the rows: train, validation or test.', option: { value: 'S' } },
    compact: {
      type: z._default(z.boolean(), false),
      words:
        'Points in half as many bytes, for pictures: samples and rows as float32 less `origin`. Only for points that are not images.',
    },
    nearest: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(256)), 0),
      words: 'Return the nearest training row of each of the first `nearest` samples.',
    },
  },
  result: z.extend(z.omit(sampleResultSchema, PRINTED_ONLY), {
    /** Null without condition images, or if none are requested. */
    conditions: z.optional(
      z.nullable(
        z.strictObject({
          ...CONDITIONS,
          /** uint8 [rows, names, …point], 0 … 255. */
          cells: arrayReference,
          /**
           * The pixels that each picture covers in its cell, since a condition image may have another shape: the rest is white.
           * Absent in answers of older daemons.
           */
          areas: z.optional(z.array(z.strictObject({ x: count, y: count, width: count, height: count }))),
        }),
      ),
    ),
    /** With `by`: the condition images that all samples have in common. */
    given: conditionImages,
    columns: z.array(z.string()),
    /** Where each column has values, data units: bounds, or the turn of an angle; null: no bound. Absent: no column has any. */
    domains: z.optional(z.array(z.tuple([z.nullable(z.number()), z.nullable(z.number())]))),
    turns: turnsOfColumns,
    /** float64 or uint8 [n, …point]; float32 with `origin`. */
    samples: arrayReference,
    /** With `compact`: float64 […point], data units. `samples` and `rows` are less this point. */
    origin: z.optional(z.nullable(arrayReference)),
    /** float64 or uint8 [rows, …point], data units; null if none were requested. */
    rows: z.nullable(arrayReference),
    /** float64 [rows]: weights of these rows, in any unit. Null or absent: they have none. */
    rowWeights: z.optional(z.nullable(arrayReference)),
    /** Context columns of the flow: the values of categories, null for numbers. Empty without context. */
    contexts: z.array(z.strictObject({ column: z.string(), values: z.nullable(z.array(z.string())) })),
    /**
     * float64 [n, contexts]: numbers in data units, for categories the index among their values. Null without context.
     */
    contextValues: z.optional(z.nullable(arrayReference)),
    /** float64 [n], nats; null if it was not requested, or the model has no likelihood. */
    logq: z.optional(z.nullable(arrayReference)),
    nearest: z.nullable(
      z.strictObject({
        /** float64 or uint8 [nearest, …point], data units. */
        rows: arrayReference,
        /** int32 [nearest]: their numbers among the training rows. */
        indices: arrayReference,
        /** float64 [nearest]: Euclidean distances, data units. */
        distances: arrayReference,
      }),
    ),
  }),
  command: 'sample',
  commandOptions: {
    contextFile: contextFileOption,
    columns: {
      value: 'a,b,…',
      words: 'Columns of a corner plot, at most 8.',
      type: z._default(z.nullable(z.string()), null),
      otherwise: 'Default: the first 6.',
    },
    output: outputOption(
      'File to write: .csv (with the context columns), .npy (points only, float64) or a picture: .png (images, a scatter plot of 2-D data, a corner plot of other tables) or .svg (not of images), in data units.',
    ),
    theme: themeOption,
  },
  document: sampleResultSchema,
});
