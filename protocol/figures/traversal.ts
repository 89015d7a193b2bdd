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
  outputOption,
  POINT_FILE,
  pixels,
  rowLimit,
  seed,
  split,
  themeOption,
} from './shared-parts.ts';

/** The start as answers have it. `center` is the documented spelling of requests. */
export function startOf(start: number | 'centre' | 'center'): number | 'centre' {
  return start === 'center' ? 'centre' : start;
}

/** JSON of `flowscope traverse`. */
export const traverseResultSchema = z.strictObject({
  ...document,
  ...POINT_FILE,
  split: splitName,
  shape,
  start: z.union([z.literal('centre'), count]),
  latents: drawnLatents,
  /** In units of σ; the columns. */
  sigmas: z.array(z.number()),
  /** The rows. */
  directions: z.array(
    z.strictObject({
      kind: z.enum(['dimension', 'principal', 'class']),
      label: z.string(),
      sigma: number,
      weight: number,
      /** dimension: the level of the latent that it is in, if there are several. */
      level: z.optional(count),
    }),
  ),
  /** Number of levels of the latent, if there are several. */
  levels: z.optional(count),
  /** Present if the model has no encoder: rows have no latents, so only dimensions are traversed. */
  encoder: z.optional(z.literal(false)),
  /** `probes`: estimated with random signs, above 64 dimensions. */
  influence: z.nullable(z.enum(['full', 'probes'])),
  /** [directions][columns][D], data units; only without a file. */
  values: z.optional(z.array(z.array(z.array(number)))),
});

export const traversalFigure = defineFigure({
  name: 'traversal',
  title: 'Traversal',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: true,
  parameters: {
    directions: {
      type: z._default(z.array(z.enum(['dimension', 'principal', 'class'])).check(z.minLength(1), z.maxLength(3)), [
        'dimension',
        'principal',
        'class',
      ]),
      words: 'Kinds of directions: of the base’s dimensions, principal components, or from the mean to each label.',
      option: {
        value: 'K',
        words:
          'dimensions (by influence on the data), principal (principal components of the encoded rows), classes (from the mean to each label), or all of these.',
        type: z._default(z.enum(['dimensions', 'principal', 'classes', 'all']), 'all'),
      },
    },
    level: {
      type: z._default(z.nullable(count), null),
      words: 'Only dimensions of this level of the latent (0: what the first split factors out).',
      option: { value: 'LEVEL', otherwise: 'Default: of all levels.' },
    },
    along: {
      type: z._default(z.nullable(z.string().check(z.maxLength(1024))), null),
      words: 'Only the direction with this label, such as z3 or PC 1.',
      option: { value: 'LABEL', otherwise: 'Default: the first directions of each kind.' },
    },
    rows: {
      type: z._default(z.int().check(z.minimum(1), z.maximum(64)), 8),
      words: 'Directions per kind.',
      option: { value: 'N' },
    },
    columns: {
      type: z._default(z.int().check(z.minimum(2), z.maximum(101)), 7),
      words: 'Steps along a direction; an odd number puts the start in the middle.',
      option: { value: 'N', otherwise: `Default: 7; ${CURVE_STEPS} for the curves of a table.` },
    },
    sigma: {
      type: z._default(z.number().check(z.minimum(0)), 3),
      words: 'Traverse from −K σ to K σ.',
      option: { value: 'K' },
    },
    start: {
      type: z._default(z.union([z.literal('centre'), z.literal('center'), count]), 'centre'),
      words: 'Where to start: at a row of the split or a draw (0-based), or at the center of the base.',
      option: { value: 'ROW', notation: 'start', otherwise: 'Default: center.' },
    },
    latents: numberedLatents,
    split: {
      type: split,
      words: 'Split that gives the rows: train, validation or test.',
      option: { value: 'S' },
    },
    n: {
      type: rowLimit,
      words:
        'Number of rows of the split, from the first, of which the directions are. The influence of a dimension is averaged over some of them: n/16, or n/64 above 64 dimensions.',
    },
    seed: {
      type: seed,
      words: 'Seed of random probes and of draws.',
      option: { value: 'S' },
    },
    context: contextParameter('Default: those of the start row, or of row 0 if the start is the center of the base.'),
    contextRow,
    pixels,
    logq,
  },
  result: z.extend(z.omit(traverseResultSchema, { v: true, path: true, format: true, values: true }), {
    /** float64 or uint8 [directions, columns, …point]. */
    values: arrayReference,
    /** float64 [directions, columns], nats, if it was requested and the model has a likelihood. */
    logq: z.optional(z.nullable(arrayReference)),
    conditions: conditionImages,
  }),
  command: 'traverse',
  commandOptions: {
    contextFile: contextFileOption,
    output: outputOption(
      '.png (a picture), .svg (a picture, not of images), .npy (float64 [rows, columns, …point]) or .csv, in data units.',
    ),
    theme: themeOption,
  },
  document: traverseResultSchema,
});
