import { z } from 'zod';
import { count, layerPlace, number, source, splitName, unit } from './common.ts';

const spread = { mean: number, std: number, p10: number, p50: number, p90: number };

export const inspectResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
  split: splitName,
  n: count,
  unit,
  gaussianNll: number,
  base: z.strictObject(spread),
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      kind: z.enum(['log-det', 'log-prior', 'noise', 'data']),
      ...spread,
      cutNll: number,
      gain: number,
      roundTripError: number,
      outsideBound: number,
    }),
  ),
  total: z.strictObject(spread),
  sumError: number,
});
