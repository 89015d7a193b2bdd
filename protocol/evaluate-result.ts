import * as z from 'zod';
import { count, estimate, notFinite, number, source, splitName, unit } from './common.ts';

export const evaluateResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
  /** Either a split of the run's data, or a file. */
  split: splitName.optional(),
  data: z.string().optional(),
  n: count,
  unit,
  logLikelihood: z.strictObject({ mean: number, se: number, median: number, unit, notFinite }),
  bitsPerDim: estimate.nullable(),
  floor: z.strictObject({ nll: number }).nullable(),
  gap: estimate.nullable(),
  leastLikely: z.array(z.strictObject({ row: count, logLikelihood: number })).max(20),
});
