import * as z from 'zod/mini';
import { count, layerPlace, notFinite, number, splitName, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { document, ofSplit, rowLimit } from './shared-parts.ts';

/** Over the rows whose log q and all of its terms are finite; the others are counted by their log q. */
const spread = { notFinite, mean: number, std: number, p10: number, p50: number, p90: number };

const covariance = z.enum(['full', 'diagonal']);

/** M = NLL − G_L, where G_L is the NLL of a Gaussian fitted to the latents: gaussianNll − Σ gain + M = NLL. */
const lastTerm = z.strictObject({
  /** `base-mismatch`: the KL divergence of that Gaussian from the base, ≥ 0. `base-term`: the base is no such normal. */
  kind: z.enum(['base-mismatch', 'base-term']),
  /** Nats; null if the covariance of the latents is singular. */
  value: number,
  /** Covariance of the fitted Gaussian. */
  covariance,
  /** What M would be on average if the latents followed the base; null if that is not known. */
  expected: number,
});

/** The same number of training rows, with the same kind of covariance. */
const training = z.strictObject({
  n: count,
  nll: number,
  se: number,
  notFinite,
  gaussianNll: number,
  covariance,
  layers: z.array(z.strictObject({ index: layerPlace.index, mean: number, cutNll: number, gain: number })),
  lastTerm,
});

/** What the flow is worth less without what a layer does beyond an affine map. */
const worth = z.strictObject({
  /** Rows used, from the first: fewer than `n` for large flows. */
  rows: count,
  /** Of the fitted Gaussians and affine maps. */
  covariance,
  /** In the order of `layers`, without those that prepare the data. */
  layers: z.array(
    z.strictObject({
      index: layerPlace.index,
      /** The mean of `gain` and `lost`, nats; null if one of them is not finite; 0 if `affine`. */
      value: number,
      gain: number,
      /** NLL with the best affine map in its place, minus that of the whole flow. */
      lost: number,
      /** It is an affine map itself. */
      affine: z.boolean(),
    }),
  ),
});

/** The findings about the flow, as in the Layers panel. */
const verdict = z.strictObject({
  /** `invalid`: the likelihood or the inverse means nothing. `note`: nothing is wrong. */
  severity: z.enum(['invalid', 'fault', 'note', 'none']),
  /** One line: the most severe finding, how many others there are, and what could not be checked. */
  text: z.string(),
  /** The most severe first, and each before its probable consequences. */
  findings: z.array(
    z.strictObject({
      kind: z.string(),
      severity: z.string(),
      headline: z.string(),
      text: z.string(),
      /** What to do first; empty for some notes. */
      advice: z.string(),
      /** What else may help; absent: nothing. */
      more: z.optional(z.string()),
      /** The kind of the finding that it probably follows from. */
      consequenceOf: z.optional(z.string()),
    }),
  ),
  /** Number of checks. */
  checks: count,
});

/** JSON of `flowscope inspect`. The keys from `lastTerm` to `generalizationGap` are absent in answers of older daemons. */
export const inspectResultSchema = z.strictObject({
  ...document,
  split: splitName,
  n: count,
  /** Rows of the split, of which these n were drawn by weight. Absent: the rows have no weights. */
  drawnFrom: z.optional(count),
  unit,
  /** Dimension of a row and size of its context. Absent in answers of older daemons. */
  dimension: z.optional(z.int().check(z.minimum(1))),
  contextSize: z.optional(count),
  gaussianNll: number,
  /** Covariance of the fitted Gaussians: diagonal for D > n/10 or D²/4n > 0.1. */
  covariance,
  lastTerm: z.optional(lastTerm),
  /** Columns that others determine (`on`) or that are constant, so that no Gaussian can be fitted. */
  dependentColumns: z.optional(z.array(z.strictObject({ column: z.string(), on: z.array(z.string()) }))),
  /** Integers in the data to which no noise is added: columns of a table, or the number of values of a pixel. */
  integers: z.optional(
    z.strictObject({
      columns: z.array(z.strictObject({ column: z.string(), distinct: count })),
      pixelValues: z.nullable(count),
    }),
  ),
  /** Dimensions of the data that no layer transforms, for any weights. `column` is null for images. */
  copiedDimensions: z.optional(z.array(z.strictObject({ dimension: count, column: z.nullable(z.string()) }))),
  /** Absent for the training split, and if it was not requested. */
  training: z.optional(training),
  /** NLL minus that of the training rows. */
  generalizationGap: z.optional(z.strictObject({ mean: number, se: number })),
  /** Absent if it was not requested; on the command line also if the flow is large. */
  worth: z.optional(worth),
  /** Present only in the answer of the command. */
  verdict: z.optional(verdict),
  base: z.strictObject(spread),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      /** What its term of log q is. `log-prior`: log N(z; μ, σ²) of what leaves the flow there (`split`). */
      kind: z.enum(['log-det', 'log-prior', 'noise', 'data']),
      /** Whether its log-det depends on the point through a network. Absent in answers of older daemons. */
      conditioned: z.optional(z.boolean()),
      /** Whether `inspect/coupling` shows it. Absent in answers of older daemons. */
      coupling: z.optional(z.boolean()),
      ...spread,
      cutNll: number,
      gain: number,
      roundTripError: number,
      /** The largest of each row's error divided by max(1, largest |h| of the row). Absent in answers of older daemons. */
      relativeRoundTripError: z.optional(number),
      outsideBound: number,
      /** Its keys `bound` and `scaleBound`; null: it has none. Absent in answers of older daemons. */
      bound: z.optional(number),
      scaleBound: z.optional(number),
    }),
  ),
  total: z.strictObject(spread),
  /** Present if log q is a lower bound: a layer adds learned noise. */
  lowerBound: z.optional(z.literal(true)),
  /** Images only: the NLL of the flow, then what each preprocessing layer adds. */
  ledger: z.optional(
    z.strictObject({
      /** height · width · channels. */
      dimension: z.int().check(z.minimum(1)),
      rows: z.array(
        z.strictObject({
          /** Type of the layer, or `flow`: the base and all other layers. */
          type: z.string(),
          index: z.nullable(z.int()),
          nats: number,
          bitsPerDim: number,
        }),
      ),
      total: z.strictObject({ nats: number, bitsPerDim: number }),
    }),
  ),
  sumError: number,
  /** sumError ≤ 1e-5·max(1, |log q(x)|) in every row. */
  sumOk: z.boolean(),
  /** Rows used for the round trips: fewer than n if an inverse takes many passes. */
  roundTripRows: count,
});

/** For each dimension: counts in equal bins from low to high, which hold the bulk of the values. */
const histograms = z.strictObject({
  kind: z.literal('histograms'),
  /** One per dimension, or a single one of all dimensions together if there are more than 64. */
  pooled: z.boolean(),
  /** int32 [dimensions, bins] */
  counts: arrayReference,
  /** float64 [dimensions] */
  low: arrayReference,
  high: arrayReference,
  /** int32 [dimensions, 2]: number of values below `low` and above `high`. Absent in answers of older daemons. */
  outside: z.optional(arrayReference),
  /** float64 [dimensions, 2]: smallest and largest value. Absent in answers of older daemons. */
  extremes: z.optional(arrayReference),
});
/** For two dimensions: the points themselves, float32 [n, 2]. */
const points = z.strictObject({ kind: z.literal('points'), values: arrayReference });

/** Values before or after a layer, in the flow's units. */
const marginals = z.strictObject({
  shape: z.array(z.int().check(z.minimum(1))),
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
  purpose: 'shows what each layer of a flow does to the density',
  panel: true,
  follow: true,
  parameters: {
    split: ofSplit,
    n: {
      type: rowLimit,
      words: 'Number of rows, from the start of the split; at most as many as the training split has.',
      option: { name: 'count', short: 'n', value: 'N', type: z._default(z.int().check(z.minimum(2)), 4096) },
    },
    training: {
      type: z._default(z.boolean(), true),
      words: 'Include the sum of as many training rows, for comparison.',
    },
    worth: {
      type: z._default(z.boolean(), false),
      words: 'Include what each layer is worth: it takes L²/2 passes through a layer, where L is their number.',
    },
    terms: { type: z._default(z.boolean(), false), words: 'Include the terms of every row.' },
    layer: {
      type: z._default(z.nullable(count), null),
      words:
        'The layer to show in detail, by its `index` in the result. The preparation of the data (indices −3 to −1) has no details.',
    },
    bins: { type: z._default(z.int().check(z.minimum(2), z.maximum(1024)), 64), words: 'Bins of a histogram.' },
  },
  result: z.extend(z.omit(inspectResultSchema, { v: true }), {
    /** Nats; only if requested. */
    terms: z.nullable(
      z.strictObject({
        /** float64 [n]: log π(z). */
        base: arrayReference,
        /** float64 [layers, n], in the order of `layers`. */
        layers: arrayReference,
        /** float64 [n]: log q(x), data units. */
        total: arrayReference,
      }),
    ),
    selected: z.nullable(
      z.strictObject({
        index: count,
        /** Number of rows used, from the first. */
        rows: count,
        input: marginals,
        output: marginals,
        /**
         * For layers z = x·exp(s) + t: s and t of each element over the rows, float64 [D] (input shape), NaN if an
         * element is unchanged. Null for other layers.
         */
        affine: z.nullable(z.strictObject({ logScale: z.strictObject(moments), shift: z.strictObject(moments) })),
        /**
         * ln|∂z/∂x| of each element by itself, over the rows, float64 [D] (input shape): they add up to the log-det. Null for
         * layers that mix elements. Absent in answers of older daemons.
         */
        logDets: z.optional(z.nullable(z.strictObject(moments))),
      }),
    ),
  }),
  command: 'inspect',
  commandOptions: {},
  document: inspectResultSchema,
});
