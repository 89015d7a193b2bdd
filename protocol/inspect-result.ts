import * as z from 'zod';
import { count, layerPlace, notFinite, number, source, splitName, unit } from './common.ts';

/** Over the rows whose log q and all of its terms are finite; the others are counted by their log q. */
const spread = { notFinite, mean: number, std: number, p10: number, p50: number, p90: number };

export const inspectResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
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
