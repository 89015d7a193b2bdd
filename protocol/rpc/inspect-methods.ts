/**
 * Inspections of a run's checkpoint, answered even while runs train. Results are those of the command line's JSON, with
 * large arrays as references. A request with a `panel` supersedes an older one of the same method, session and panel.
 */
import * as z from 'zod';
import { count, estimate, number, source, splitName, unit } from '../common.ts';
import { densityResultSchema } from '../density-result.ts';
import { evaluateResultSchema } from '../evaluate-result.ts';
import { exportResultSchema } from '../export-result.ts';
import { inspectResultSchema } from '../inspect-result.ts';
import { interpolateResultSchema, traverseResultSchema } from '../latent-result.ts';
import { sampleResultSchema } from '../points-result.ts';
import { verifyResultSchema } from '../verify-result.ts';
import { arrayReference } from './array-reference.ts';
import { defineMethod } from './method.ts';

const subject = {
  /** A run's id, or the absolute path of its directory. */
  run: z.string().min(1).max(4096),
  /** A number is a step. */
  checkpoint: z.union([z.enum(['latest', 'best']), count]).default('latest'),
  /** The panel that shows the answer: only its newest request is processed. */
  panel: z.string().min(1).max(256).optional(),
};
const split = splitName.default('validation');
const seed = count.default(0);
/** Values of the context columns; null: like the command line without `--context`. */
const context = z.record(z.string().max(256), z.string().max(4096)).nullable().default(null);
/** Images as uint8 0 … 255 instead of float64 in data units; only for image sources. */
const pixels = z.boolean().default(false);

const rowLimit = z.int().min(2).max(65_536).default(4096);

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

export const inspectLayers = defineMethod(
  'inspect/layers',
  z.strictObject({
    ...subject,
    split,
    /** Number of rows, from the first of the split. */
    n: rowLimit,
    /** Include the terms of every row. */
    terms: z.boolean().default(false),
    /** `index` of the layer to show in detail; not −1. */
    layer: count.nullable().default(null),
    bins: z.int().min(2).max(1024).default(64),
  }),
  inspectResultSchema.omit({ v: true }).extend({
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
);

const directions = z
  .array(z.enum(['dimension', 'principal', 'class']))
  .min(1)
  .max(3);

export const inspectTraversal = defineMethod(
  'inspect/traversal',
  z.strictObject({
    ...subject,
    directions: directions.default(['dimension', 'principal', 'class']),
    /** Number of directions of each kind. */
    rows: z.int().min(1).max(64).default(8),
    columns: z.int().min(2).max(101).default(7),
    /** The traversal goes from −sigma σ to sigma σ. */
    sigma: z.number().min(0).default(3),
    split,
    /** A row of the split, or the base's center. */
    start: z.union([z.literal('centre'), count]).default('centre'),
    context,
    seed,
    pixels,
  }),
  traverseResultSchema
    .omit({ v: true, path: true, format: true, values: true })
    /** float64 or uint8 [directions, columns, …point]. */
    .extend({ values: arrayReference }),
);

export const inspectInterpolate = defineMethod(
  'inspect/interpolate',
  z.strictObject({
    ...subject,
    from: count.default(0),
    to: count.default(1),
    split,
    columns: z.int().min(2).max(1001).default(9),
    method: z.enum(['spherical', 'linear']).default('spherical'),
    seed,
    pixels,
  }),
  interpolateResultSchema
    .omit({ v: true, path: true, format: true, values: true })
    /** float64 or uint8 [columns, …point]. */
    .extend({ values: arrayReference }),
);

export const inspectSamples = defineMethod(
  'inspect/samples',
  z.strictObject({
    ...subject,
    n: z.int().min(1).max(1_000_000).default(64),
    temperature: z.number().min(0).default(1),
    seed,
    context,
    pixels,
    /** Number of rows of the split to return, for drawing beside or below the samples. */
    rows: z.int().min(0).max(65_536).default(0),
    split,
    /** Return the nearest training row of each of the first `nearest` samples. */
    nearest: z.int().min(0).max(256).default(0),
  }),
  sampleResultSchema.omit({ v: true, path: true, format: true, samples: true }).extend({
    columns: z.array(z.string()),
    /** float64 or uint8 [n, …point]. */
    samples: arrayReference,
    /** float64 or uint8 [rows, …point], data units; null if none were requested. */
    rows: arrayReference.nullable(),
    /** Context columns of the flow: the values of categories, null for numbers. Empty without context. */
    contexts: z.array(z.strictObject({ column: z.string(), values: z.array(z.string()).nullable() })),
    /**
     * float64 [n, contexts]: numbers in data units, for categories the index among their values. Null without context.
     */
    contextValues: arrayReference.nullable().optional(),
    nearest: z
      .strictObject({
        /** float64 or uint8 [nearest, …point], data units. */
        rows: arrayReference,
        /** int32 [nearest]: their numbers among the training rows. */
        indices: arrayReference,
        /** float64 [nearest]: Euclidean distances, data units. */
        distances: arrayReference,
      })
      .nullable(),
  }),
);

const cells = z.int().min(2).max(1024);

export const inspectDensity = defineMethod(
  'inspect/density',
  z.strictObject({
    ...subject,
    width: cells.default(256),
    height: cells.default(256),
    /** x low, x high, y low, y high, data units; null: fitted to the training rows. */
    extent: z
      .tuple([z.number(), z.number(), z.number(), z.number()])
      .refine(([left, right, bottom, top]) => left < right && bottom < top, 'lower bounds must be below upper bounds')
      .nullable()
      .default(null),
    context,
  }),
  densityResultSchema.omit({ v: true, path: true, format: true, logProb: true, trueLogProb: true }).extend({
    columns: z.array(z.string()),
    /** float64 [height, width], smallest y first: log q at the cell centers. */
    logProb: arrayReference,
    trueLogProb: arrayReference.nullable(),
    /** KL(p‖q) over the extent by the midpoint rule, nats; null if p is not known. */
    divergence: number,
  }),
);

export const inspectLatents = defineMethod(
  'inspect/latents',
  z.strictObject({
    ...subject,
    split,
    n: rowLimit,
    /** For flows of the plane: how the layers warp its grid. */
    grid: z
      .strictObject({
        /** Number of lines in each direction. */
        lines: z.int().min(2).max(101).default(21),
        /** Points per line. */
        points: z.int().min(2).max(1024).default(129),
        /** Number of rows of the split to include. */
        rows: z.int().min(0).max(8192).default(1024),
      })
      .nullable()
      .default(null),
  }),
  z.strictObject({
    ...source,
    split: splitName,
    n: count,
    shape: z.array(count),
    unit,
    base: z.string(),
    /** float32 [n, D]. */
    z: arrayReference,
    /** float64 [n], data units. */
    logq: arrayReference,
    logLikelihood: estimate.extend({ unit }),
    /** float64 [D], over the latents of rows with a finite log q, as are `scores`. */
    mean: arrayReference,
    std: arrayReference,
    /**
     * Comparison with the base, in normal scores u = Φ⁻¹(F(z)); for a standard normal base these are the latents
     * themselves. Null for bases whose coordinates depend on each other.
     */
    scores: z
      .strictObject({
        /** float64 [D]; ideally 0 and 1. */
        mean: arrayReference,
        std: arrayReference,
        /** All coordinates together against N(0, 1), at most 200 quantiles, ascending. */
        coordinates: z.strictObject({ expected: z.array(number), observed: z.array(number) }),
        /** ‖u‖² of the rows against χ² with D degrees of freedom. */
        squaredNorm: z.strictObject({ degrees: count, expected: z.array(number), observed: z.array(number) }),
      })
      .nullable(),
    grid: z
      .strictObject({
        lines: count,
        points: count,
        extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        /**
         * float32 [layers + 1, 2 · lines · points, 2], the flow's units: first the plane, then after each layer. Lines
         * of equal x from left to right come first, then those of equal y from low to high.
         */
        positions: arrayReference,
        /** float32 [layers + 1, rows, 2]. */
        rows: arrayReference,
      })
      .nullable(),
  }),
);

export const inspectVerify = defineMethod(
  'inspect/verify',
  z.strictObject({ ...subject, points: z.int().min(1).max(4096).nullable().default(null), seed }),
  verifyResultSchema.omit({ v: true }).extend({
    ...source,
    /** Points are rows of the data; if the data are not available, samples of the flow. */
    at: z.enum(['rows', 'samples']),
  }),
);

export const inspectEvaluate = defineMethod(
  'inspect/evaluate',
  z.strictObject({ ...subject, split }),
  evaluateResultSchema.omit({ v: true, data: true }),
);

export const inspectExport = defineMethod(
  'inspect/export',
  z.strictObject({
    ...subject,
    /** Absolute path of the .onnx file to write. */
    path: z.string().min(1).max(4096),
    function: z.enum(['log_prob', 'encode', 'sample']).default('log_prob'),
    /** Replace an existing file. */
    overwrite: z.boolean().default(false),
  }),
  exportResultSchema.omit({ v: true }),
);
