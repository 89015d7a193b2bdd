import * as z from 'zod/mini';
import { count, estimate, notFinite, notFiniteValue, number, splitName, unit } from '../common.ts';
import { dataReadingSchema } from '../data-reading.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import {
  conditionOrigins,
  document,
  modeledCategories,
  outputOption,
  rowContextFileOption,
  split,
  themeOption,
} from './shared-parts.ts';
import { sampleMeasures } from './yardsticks.ts';

/** A density fitted to the training rows, beside the model. */
const baseline = z.strictObject({
  name: z.enum(['gaussian', 'gaussian-mixture', 'kde']),
  /** Null: none can be fitted, see `reason`. */
  logLikelihood: z.nullable(estimate),
  reason: z.optional(z.string()),
  /** log q of the model minus that of the baseline, over the same rows. Absent: the model has no likelihood. */
  difference: z.optional(estimate),
  /** Rows of the split that were used, and training rows that it was fitted to. */
  rows: count,
  trainingRows: count,
  /** (Σw)²/Σw² of these training rows. Present if they have weights. */
  effectiveTrainingRows: z.optional(z.number()),
  /** With context: a density for each class, or a mean that is linear in the context. */
  given: z.optional(z.enum(['class', 'linear'])),
  /** Of a mixture: the number of its Gaussians. Of a kernel density estimate: its bandwidth relative to Scott's rule. */
  components: z.optional(count),
  bandwidth: z.optional(number),
  /** The rows by which these were chosen: of the validation split, or training rows that were held out. */
  chosenBy: z.optional(z.enum(['validation', 'training'])),
});

/** Rows among samples of the model. */
const ranked = {
  /** Rows of the split that were used, and samples among which a row is ranked. */
  rows: count,
  /** (Σw)²/Σw² of these rows. Present if they have weights: then shares and quantiles are weighted, and bands and p are those of so many rows. */
  effectiveRows: z.optional(number),
  samples: count,
  /** Each row has samples of its own, given its context. */
  givenContext: z.optional(z.literal(true)),
};

/** Kolmogorov–Smirnov distance from uniform numbers, and the probability of one as large if the model is right. */
const fromUniform = { distance: number, p: number };

/** For each column, histograms of the share of samples below a row's value: flat if the model is right. */
const pit = z.strictObject({
  ...ranked,
  bins: count,
  /** 95 % of the counts of a bin are in between if the model is right. */
  low: count,
  high: count,
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Of an angle: its values are ranked from here on, where the model cuts the circle. */
      cut: z.optional(z.number()),
      /** Of an angle: [start, period], for values in [start, start + period). Of months from 1 to 12, [1, 12]: they start at 1 and repeat after 12. */
      turn: z.optional(z.tuple([z.number(), z.number()])),
      /** Of rows with weights, shares of the weight times the rounded `effectiveRows`. */
      counts: z.array(z.number().check(z.minimum(0))),
      ...fromUniform,
      /** Quantiles of the samples and of the rows at the probabilities (i + ½)/n, data units. */
      expected: z.array(number),
      observed: z.array(number),
    }),
  ),
});

/** The share of rows in the region of highest density that has a share of the samples. */
const coverage = z.strictObject({
  ...ranked,
  levels: z.array(number),
  observed: z.array(number),
  /** 95 % of the shares of a level are in between if the model is right. */
  low: z.array(number),
  high: z.array(number),
  ...fromUniform,
  /** Of each class, if the context is labels: its rows, and their shares in the regions that have 50 % and 90 % of the samples. */
  classes: z.optional(
    z.array(
      z.strictObject({
        name: z.string(),
        rows: count,
        /** As of all rows. */
        effectiveRows: z.optional(number),
        in50: number,
        in90: number,
        ...fromUniform,
      }),
    ),
  ),
});

/** JSON of `flowscope evaluate`. */
export const evaluateResultSchema = z.strictObject({
  ...document,
  /** Either a split of the run's data, or a file. */
  split: z.optional(splitName),
  data: z.optional(z.string()),
  /** What is modeled of the table with these rows, if they are from one. */
  table: z.optional(dataReadingSchema),
  /** Of a file's rows, if the flow has condition images. */
  conditions: conditionOrigins,
  n: count,
  unit,
  /** (Σw)²/Σw². Present if the rows have weights: then all means over rows are weighted. */
  effectiveSampleSize: z.optional(z.number()),
  /** null: the model has no likelihood, see `reason`. Absent: only a lower bound is known, `elbo`. */
  logLikelihood: z.optional(z.nullable(z.strictObject({ mean: number, se: number, median: number, unit, notFinite }))),
  reason: z.optional(z.string()),
  /** Of models with a posterior q(z | x): reconstruction − kl. */
  elbo: z.optional(estimate),
  reconstruction: z.optional(estimate),
  kl: z.optional(z.strictObject({ mean: number, se: number, notFinite, dimensions: z.array(number) })),
  /** Lower bounds from k draws of z, over some of the rows. */
  importanceWeighted: z.optional(
    z.array(z.strictObject({ k: count, mean: number, se: number, notFinite, rows: count })),
  ),
  /** Present if these are lower bounds: a layer adds learned noise, or a model draws latents. Bits/dim is an upper bound then. */
  lowerBound: z.optional(z.literal(true)),
  /** The likelihood is not that of the data, so that `elbo` and others are not bounds of their log-likelihood. */
  pseudoLikelihood: z.optional(z.literal(true)),
  bitsPerDim: z.nullable(estimate),
  /** Bits/dim of images only, as those of the gap. */
  floor: z.nullable(z.strictObject({ nll: number, bitsPerDim: z.optional(number) })),
  gap: z.nullable(estimate),
  gapBitsPerDim: z.optional(estimate),
  /** Samples beside the rows of the split. Absent if none are drawn. */
  samples: z.optional(sampleMeasures.samples),
  modes: z.optional(sampleMeasures.modes),
  comparedRows: sampleMeasures.comparedRows,
  /** Absent: not requested, or not of a table. */
  baselines: z.optional(z.array(baseline)),
  /** Absent: not requested, or not of a table. */
  pit: z.optional(pit),
  /** Null: the model gives no log q, or only a bound. */
  coverage: z.optional(z.nullable(coverage)),
  /** As `pit`, of each coordinate of the latents among draws from the base. Null: the model has no encoder, or no exact log q. */
  latentPit: z.optional(z.nullable(pit)),
  /** As in `samples`. */
  c2st: z.optional(sampleMeasures.samples.shape.c2st),
  leastLikely: z
    .array(
      z.strictObject({
        row: count,
        logLikelihood: number,
        notFinite: notFiniteValue,
        /** Of `leastLikelyFile`, on which the row begins, 1-based. */
        line: z.optional(count),
        /** The row of `leastLikelySource`, 0-based. */
        fileRow: z.optional(count),
        /** Of `columns`. */
        values: z.optional(z.array(number)),
      }),
    )
    .check(z.maxLength(20)),
  /** The text file with these rows, as it was written. Absent: they are from no text file. */
  leastLikelyFile: z.optional(z.string()),
  /** The file without lines (Parquet, Arrow, npy) with these rows, as it was written. Absent: they are not from one. */
  leastLikelySource: z.optional(z.string()),
  /** Names of the values of these rows, in data units. Tables and the plane only. */
  columns: z.optional(z.array(z.string())),
  /** Of modeled categories among these, by column: the name that each number k stands for is `values[k]`. Absent without any. */
  categories: modeledCategories,
  /** The picture that was written. */
  path: z.optional(z.string()),
});

/** A number of rows or samples. */
function rowsOrNone(preset: number, most = 20_000) {
  return z._default(z.int().check(z.minimum(0), z.maximum(most)), preset);
}

const COMPARED = 'Number of samples to compare with rows of the split, for the yardsticks of every model; 0: none.';

export const evaluateFigure = defineFigure({
  name: 'evaluate',
  title: 'Evaluation',
  models: ['flow', 'vae', 'gan'],
  panel: true,
  follow: true,
  parameters: {
    split: {
      type: split,
      words: 'train, validation or test.',
      option: {
        value: 'S',
        words: 'validation or test.',
        type: z._default(z.enum(['validation', 'test']), 'validation'),
      },
    },
    samples: {
      type: rowsOrNone(0),
      words: COMPARED,
      option: {
        value: 'N',
        type: rowsOrNone(2000),
        words: `${COMPARED} Not with --data.`,
      },
    },
    baselines: {
      type: z._default(z.enum(['none', 'all']), 'none'),
      words:
        'all: also fits simple densities to the training rows (a Gaussian, a Gaussian mixture and, up to 5 columns, a kernel density estimate) and compares the log-likelihood with theirs. Tables and the plane only.',
      option: { value: 'B', type: z._default(z.enum(['none', 'all']), 'all') },
    },
    calibration: {
      type: rowsOrNone(0, 100_000),
      words:
        'Number of samples among which to rank rows of the split, for PIT, QQ and coverage; 0: none. Tables and the plane only.',
      option: { value: 'N', type: rowsOrNone(10_000, 100_000) },
    },
    scatter: {
      type: rowsOrNone(0),
      words: 'Number of rows, from the first of the split, to return with ‖z‖² and log q.',
    },
    importance: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(5000)), 1000),
      words:
        'For a VAE: the largest number of draws of z for the importance-weighted bound, which is computed for 1, 10, 100, 1000 and 5000 draws up to this; 0: none.',
      option: { value: 'K' },
    },
  },
  result: z.extend(z.omit(evaluateResultSchema, { v: true, data: true, table: true, conditions: true, path: true }), {
    /** Absent: not requested. Null: the model has no encoder, or no log q. */
    scatter: z.optional(
      z.nullable(
        z.strictObject({
          /** Of the latents. */
          dimension: count,
          /** ‖z‖² and log q (nats) of rows from the first of the split, float64 [rows] */
          squaredNorm: arrayReference,
          logq: arrayReference,
        }),
      ),
    ),
  }),
  command: 'evaluate',
  commandOptions: {
    data: {
      value: 'FILE',
      words:
        'Evaluate the rows of this file (data units) instead: .csv with the same columns (and context columns), .npy, .npz or IDX; or a PNG, JPEG or WebP image or a folder of them, with subfolders as labels. Give whole images: condition images are derived from them.',
      type: z._default(z.nullable(z.string()), null),
    },
    contextFile: rowContextFileOption,
    output: outputOption('Picture of the evaluation of a split, .png or .svg; --picture chooses a part.'),
    theme: themeOption,
    picture: {
      value: 'P',
      words: 'What -o draws: pit and qq are of the columns, latents are both of z, scatter is log q against ‖z‖².',
      type: z._default(z.enum(['all', 'baselines', 'coverage', 'pit', 'qq', 'latents', 'scatter']), 'all'),
    },
  },
  document: evaluateResultSchema,
});
