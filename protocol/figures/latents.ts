import * as z from 'zod/mini';
import { count, estimate, layerPlace, number, shape, source, splitName, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import {
  conditionOrigins,
  document,
  modeledCategories,
  ofSplit,
  outputOption,
  pixels,
  rowContextFileOption,
  rowLimit,
  turnsOfColumns,
} from './shared-parts.ts';

const points = { ...document, n: count, shape, path: z.string() };

/** Present if `logq` is a lower bound of log q. */
const lowerBound = z.optional(z.literal(true));

/** JSON of `flowscope encode`. */
export const encodeResultSchema = z.strictObject({
  ...points,
  /** (Σw)²/Σw². Present if the rows have weights: then the mean is weighted. */
  effectiveSampleSize: z.optional(z.number()),
  format: z.enum(['npy', 'csv', 'npz']),
  /** Absent: only a bound is known, see `elbo`. null: the model has no likelihood. */
  logLikelihood: z.optional(z.nullable(z.extend(estimate, { unit }))),
  /** The lower bound of log q that a model is trained on. */
  elbo: z.optional(z.extend(estimate, { unit })),
  lowerBound,
  /** Of a file's rows, if the flow has condition images. */
  conditions: conditionOrigins,
});

/** JSON of `flowscope decode`. */
export const decodeResultSchema = z.strictObject({ ...points, format: z.enum(['npy', 'csv', 'png', 'svg']) });

export const latentsFigure = defineFigure({
  name: 'latents',
  title: 'Latents',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: true,
  parameters: {
    split: ofSplit,
    n: { type: rowLimit, words: 'Number of rows, from the start of the split.' },
    grid: {
      type: z._default(
        z.nullable(
          z.strictObject({
            /** Number of lines in each direction. */
            lines: z._default(z.int().check(z.minimum(2), z.maximum(101)), 21),
            /** Points per line. */
            points: z._default(z.int().check(z.minimum(2), z.maximum(1024)), 129),
            /** Number of rows of the split to include. */
            rows: z._default(z.int().check(z.minimum(0), z.maximum(8192)), 1024),
          }),
        ),
        null,
      ),
      words: 'For flows of the plane: how the layers warp its grid, with `lines`, `points` per line and `rows`.',
    },
    rows: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(8192)), 0),
      words: 'Number of rows of the split to return, from the first.',
    },
    decode: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(8192)), 0),
      words: 'Number of rows, from the first, whose latents to decode again: the round trip x → z → x.',
    },
    pixels,
  },
  result: z.strictObject({
    ...source,
    split: splitName,
    n: count,
    /** (Σw)²/Σw² of these rows. Present if they have weights: means, deviations and quantiles are weighted. */
    effectiveSampleSize: z.optional(z.number()),
    shape: z.array(count),
    unit,
    base: z.string(),
    /** Names of the columns of the data; absent from older daemons. */
    columns: z.optional(z.array(z.string())),
    categories: modeledCategories,
    turns: turnsOfColumns,
    /** float32 [n, D]: what splits factored out, in this order, then the last latent; see `latent` of `describe`. */
    z: arrayReference,
    /** float64 [n], data units: log q, or the bound of one draw. null: the model has no likelihood. */
    logq: z.nullable(arrayReference),
    logLikelihood: z.nullable(z.extend(estimate, { unit })),
    lowerBound,
    /**
     * float64 [D], over the latents of rows with a finite log q, as are `scores`; of a VAE over one draw of q(z | x) for each
     * row, whose centers are `z`.
     */
    mean: arrayReference,
    std: arrayReference,
    /**
     * Comparison with the base, in normal scores u = Φ⁻¹(F(z)); for a standard normal base these are the latents
     * themselves. Null for bases whose coordinates depend on each other.
     */
    scores: z.nullable(
      z.strictObject({
        /** float64 [D]; ideally 0 and 1. */
        mean: arrayReference,
        std: arrayReference,
        /** All coordinates together against N(0, 1), at most 200 quantiles, ascending. */
        coordinates: z.strictObject({ expected: z.array(number), observed: z.array(number) }),
        /** ‖u‖² of the rows against χ² with D degrees of freedom. */
        squaredNorm: z.strictObject({ degrees: count, expected: z.array(number), observed: z.array(number) }),
      }),
    ),
    /** float64 in data units or uint8 [rows, …point]; null if none were requested. Absent from older daemons. */
    rows: z.optional(z.nullable(arrayReference)),
    /** float64 in data units or uint8 [decoded, …point]: the first of these rows after the round trip. */
    decoded: z.optional(z.nullable(arrayReference)),
    /** null if no rows were decoded. Absent from older daemons. */
    roundTrip: z.optional(
      z.nullable(
        z.strictObject({
          /**
           * What decoding gives back. `exact`: the row, up to rounding. `center`: the center of p(x | z), without its noise.
           * `approximate`: what a learned encoder and a generator make of it.
           */
          kind: z.enum(['exact', 'center', 'approximate']),
          rows: count,
          /** Root of the mean squared error, and the largest one, in standard deviations of the data. */
          rms: number,
          max: number,
        }),
      ),
    ),
    grid: z.nullable(
      z.strictObject({
        lines: count,
        points: count,
        extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        /**
         * float32 [layers + 1, 2 · lines · points, 2], the flow's units: first the plane, then after each layer. Lines
         * of equal x from left to right come first, then those of equal y from low to high.
         */
        positions: arrayReference,
        /** float32 [layers + 1, rows, 2], the flow's units. */
        rows: arrayReference,
        /** float64 [rows, 2]: the rows in data units; absent from older daemons. */
        dataRows: z.optional(arrayReference),
        /** The layers after which the positions are; absent from older daemons. */
        layers: z.optional(z.array(z.strictObject(layerPlace))),
      }),
    ),
  }),
  command: 'encode',
  commandOptions: {
    data: {
      value: 'F',
      words:
        'Encode the rows of this file (data units) instead: .csv with the same columns, .npy, .npz or IDX; or a PNG, JPEG or WebP image or a folder of them, with subfolders as labels.',
      type: z._default(z.nullable(z.string()), null),
    },
    contextFile: rowContextFileOption,
    output: outputOption(
      '.npy (z, float32 [n, D]), .csv (z0, z1, …, logq), or .npz (z float32, logq float64). For a VAE, elbo instead of logq; for a BiGAN, neither. What splits factor out comes first, in this order.',
    ),
  },
  document: encodeResultSchema,
});
