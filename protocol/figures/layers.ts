import * as z from 'zod';
import { count, layerPlace, notFinite, number, splitName, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { document, rowLimit, split } from './shared-parts.ts';

/** Over the rows whose log q and all of its terms are finite; the others are counted by their log q. */
const spread = { notFinite, mean: number, std: number, p10: number, p50: number, p90: number };

/** JSON of `flowscope inspect`. */
export const inspectResultSchema = z.strictObject({
  ...document,
  split: splitName,
  n: count,
  unit,
  /** Dimension of a row and size of its context. Absent in answers of older daemons. */
  dimension: z.int().min(1).optional(),
  contextSize: count.optional(),
  gaussianNll: number,
  /** Covariance of the fitted Gaussians in the cut profile: diagonal with more dimensions than rows/10. */
  covariance: z.enum(['full', 'diagonal']),
  base: z.strictObject(spread),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      kind: z.enum(['log-det', 'log-prior', 'noise', 'data']),
      /** Whether its log-det depends on the point through a network. Absent in answers of older daemons. */
      conditioned: z.boolean().optional(),
      ...spread,
      cutNll: number,
      gain: number,
      roundTripError: number,
      /** The largest of each row's error divided by max(1, largest |h| of the row). Absent in answers of older daemons. */
      relativeRoundTripError: number.optional(),
      outsideBound: number,
    }),
  ),
  total: z.strictObject(spread),
  sumError: number,
  /** sumError ≤ 1e-5·max(1, |log q(x)|) in every row. */
  sumOk: z.boolean(),
  /** Rows used for the round trips: fewer than n if an inverse takes many passes. */
  roundTripRows: count,
});

/** For each dimension: counts in equal bins from low to high. */
const histograms = z.strictObject({
  kind: z.literal('histograms'),
  /** One per dimension, or a single one of all dimensions together if there are more than 64. */
  pooled: z.boolean(),
  /** int32 [dimensions, bins] */
  counts: arrayReference,
  /** float64 [dimensions] */
  low: arrayReference,
  high: arrayReference,
});
/** For two dimensions: the points themselves, float32 [n, 2]. */
const points = z.strictObject({ kind: z.literal('points'), values: arrayReference });

/** Values before or after a layer, in the flow's units. */
const marginals = z.strictObject({
  shape: z.array(z.int().min(1)),
  /** float64 [D] over the rows, in the order of `shape`; for images these are maps. */
  mean: arrayReference,
  std: arrayReference,
  distribution: z.discriminatedUnion('kind', [histograms, points]),
});

const moments = { mean: arrayReference, std: arrayReference };

export const layersFigure = defineFigure({
  name: 'layers',
  title: 'Layers',
  models: ['flow'],
  panel: true,
  follow: true,
  parameters: {
    split: { type: split, words: 'train, validation or test.', option: { value: 'S' } },
    n: {
      type: rowLimit,
      words: 'Number of rows, from the start of the split.',
      option: { name: 'count', short: 'n', value: 'N', type: z.int().min(2).default(4096) },
    },
    terms: { type: z.boolean().default(false), words: 'Include the terms of every row.' },
    layer: {
      type: count.nullable().default(null),
      words:
        'The layer to show in detail, by its `index` in the result. The data preparation (index −1) has no details.',
    },
    bins: { type: z.int().min(2).max(1024).default(64), words: 'Bins of a histogram.' },
  },
  result: inspectResultSchema.omit({ v: true }).extend({
    /** Nats; only if requested. */
    terms: z
      .strictObject({
        /** float64 [n]: log π(z). */
        base: arrayReference,
        /** float64 [layers, n], in the order of `layers`. */
        layers: arrayReference,
        /** float64 [n]: log q(x), data units. */
        total: arrayReference,
      })
      .nullable(),
    selected: z
      .strictObject({
        index: count,
        /** Number of rows used, from the first. */
        rows: count,
        input: marginals,
        output: marginals,
        /**
         * For layers z = x·exp(s) + t: s and t of each element over the rows, float64 [D] (input shape), NaN if an
         * element is unchanged. Null for other layers.
         */
        affine: z.strictObject({ logScale: z.strictObject(moments), shift: z.strictObject(moments) }).nullable(),
      })
      .nullable(),
  }),
  command: 'inspect',
  commandOptions: {},
  document: inspectResultSchema,
});
