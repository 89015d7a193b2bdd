import * as z from 'zod/mini';
import { count, number, shape, splitName } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import {
  CURVE_STEPS,
  conditionImages,
  contextFileOption,
  contextParameter,
  contextRow,
  document,
  drawnLatents,
  logq,
  numberedLatents,
  ofSplit,
  outputOption,
  POINT_FILE,
  pixels,
  seed,
  themeOption,
} from './shared-parts.ts';

/** JSON of `flowscope interpolate`. */
export const interpolateResultSchema = z.strictObject({
  ...document,
  ...POINT_FILE,
  split: splitName,
  shape,
  from: count,
  to: count,
  latents: drawnLatents,
  method: z.enum(['spherical', 'linear']),
  /** Absent without context. `fixed`: the same at all points. */
  contextMode: z.optional(z.enum(['fixed', 'blended'])),
  /** The row of the split whose context is fixed; null if there is none. Absent without context. */
  contextRow: z.optional(z.nullable(count)),
  /** 0 … 1; the columns. */
  positions: z.array(z.number()),
  values: z.optional(z.array(z.array(number))),
});

export const interpolateFigure = defineFigure({
  name: 'interpolate',
  title: 'Interpolation',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: false,
  parameters: {
    from: { type: z._default(count, 0), words: 'Row of the split or draw, 0-based.', option: { value: 'ROW' } },
    to: { type: z._default(count, 1), words: 'Row of the split or draw.', option: { value: 'ROW' } },
    latents: numberedLatents,
    split: ofSplit,
    columns: {
      type: z._default(z.int().check(z.minimum(2), z.maximum(1001)), 9),
      words: 'Number of points, including both ends.',
      option: { value: 'N', otherwise: `Default: 9; ${CURVE_STEPS} for the curves of a table.` },
    },
    method: {
      type: z._default(z.enum(['spherical', 'linear']), 'spherical'),
      words: 'spherical (along the shell where latents concentrate) or linear.',
      option: { value: 'M' },
    },
    contextMode: {
      type: z._default(z.nullable(z.enum(['fixed', 'blended'])), null),
      words:
        'fixed: all points have the context of one row (from, or context-row), or the one that is given. blended: it goes from that of one row to that of the other.',
      option: {
        value: 'M',
        name: 'context-mode',
        otherwise: 'Default: fixed if the flow has condition images or a context is given, else blended.',
      },
    },
    context: contextParameter('Fixed at all points.'),
    contextRow,
    seed: { type: seed, words: 'Seed of the draws.', option: { value: 'S' } },
    pixels,
    logq,
  },
  result: z.extend(z.omit(interpolateResultSchema, { v: true, path: true, format: true, values: true }), {
    /** float64 or uint8 [columns, …point]. */
    values: arrayReference,
    /** float64 [columns], nats, if it was requested and the model has a likelihood. */
    logq: z.optional(z.nullable(arrayReference)),
    /** Absent if the context is blended. */
    conditions: conditionImages,
  }),
  command: 'interpolate',
  commandOptions: {
    contextFile: contextFileOption,
    output: outputOption(
      '.png (a picture), .svg (a picture, not of images), .npy (float64 [columns, …point]) or .csv, in data units.',
    ),
    theme: themeOption,
  },
  document: interpolateResultSchema,
});
