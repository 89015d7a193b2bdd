import * as z from 'zod/mini';
import { count, estimate, notFinite, notFiniteValue, number, splitName, unit } from '../common.ts';
import { dataReadingSchema } from '../data-reading.ts';
import { defineFigure } from './define-figure.ts';
import { conditionOrigins, document, rowContextFileOption, split } from './shared-parts.ts';
import { sampleMeasures } from './yardsticks.ts';

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
  leastLikely: z
    .array(z.strictObject({ row: count, logLikelihood: number, notFinite: notFiniteValue }))
    .check(z.maxLength(20)),
});

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
      type: z._default(z.int().check(z.minimum(0), z.maximum(20_000)), 0),
      words:
        'Number of samples that are compared with rows of the split, for the yardsticks that every model has; 0: none.',
      option: {
        value: 'N',
        type: z._default(z.int().check(z.minimum(0), z.maximum(20_000)), 2000),
        words:
          'Number of samples that are compared with rows of the split, for the yardsticks that every model has; 0: none. Not with --data.',
      },
    },
    importance: {
      type: z._default(z.int().check(z.minimum(0), z.maximum(5000)), 1000),
      words:
        'Of a VAE: the largest number of draws of z for the importance-weighted bound, which is computed for 1, 10, 100, 1000 and 5000 draws up to this; 0: none.',
      option: { value: 'K' },
    },
  },
  result: z.omit(evaluateResultSchema, { v: true, data: true, table: true, conditions: true }),
  command: 'evaluate',
  commandOptions: {
    data: {
      value: 'FILE',
      words:
        'Evaluate the rows of this file (data units) instead: .csv with the same columns (and context columns), .npy, .npz or IDX; or a PNG, JPEG or WebP image or a folder of them, with subfolders as labels. Give whole images: condition images are derived from them.',
      type: z._default(z.nullable(z.string()), null),
    },
    contextFile: rowContextFileOption,
  },
  document: evaluateResultSchema,
});
