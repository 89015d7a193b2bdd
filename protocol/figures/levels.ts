import * as z from 'zod/mini';
import { count, number, shape, splitName } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { document, ofSplit, outputOption, POINT_FILE, pixels, seed, themeOption } from './shared-parts.ts';

const level = z.strictObject({
  /** Index of the layer that factors it out; null: the part that passes through all layers. */
  layer: z.nullable(count),
  /** Of one row: [height, width, channels], or [D]. */
  shape: z.array(z.int().check(z.minimum(1))),
  /** Root mean square difference, over all values, that resampling this level makes; data units. */
  change: number,
});

/** JSON of `flowscope levels`. */
export const levelsResultSchema = z.strictObject({
  ...document,
  ...POINT_FILE,
  split: splitName,
  row: count,
  shape,
  /** Levels of the latent, in its order: from the finest to the coarsest. */
  levels: z.array(level),
  /** The largest |g(f(x)) − x| of the rows, data units. */
  roundTripError: number,
  values: z.optional(z.array(z.array(z.array(number)))),
});

export const levelsFigure = defineFigure({
  name: 'levels',
  title: 'Levels',
  models: ['flow'],
  purpose: 'shows what a flow keeps at each level of a multi-scale latent',
  panel: true,
  follow: false,
  parameters: {
    row: { type: z._default(count, 0), words: 'First row of the split, 0-based.', option: { value: 'ROW' } },
    count: {
      type: z._default(z.int().check(z.minimum(1), z.maximum(64)), 4),
      words: 'Number of rows.',
      option: { short: 'n', value: 'N' },
    },
    split: ofSplit,
    samples: {
      type: z._default(z.int().check(z.minimum(1), z.maximum(16)), 3),
      words: 'Number of samples of each level.',
      option: { value: 'K' },
    },
    temperature: {
      type: z._default(z.number().check(z.minimum(0)), 1),
      words: 'Factor on the standard deviation of the resampled latents.',
      option: { value: 'T' },
    },
    seed: { type: seed, words: 'Seed of the samples.', option: { value: 'S' } },
    pixels,
  },
  result: z.extend(z.omit(levelsResultSchema, { v: true, path: true, format: true, values: true }), {
    /** float64 or uint8 [rows, 2 + levels · samples, …point]: the row, its reconstruction, then the draws of each level. */
    values: arrayReference,
  }),
  command: 'levels',
  commandOptions: {
    output: outputOption('.png (images), .npy (float64 [rows, columns, …point]) or .csv, in data units.'),
    theme: themeOption,
  },
  document: levelsResultSchema,
});
