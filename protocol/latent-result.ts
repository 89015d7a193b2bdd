/** Traversals of the latent space. */
import * as z from 'zod';
import { count, number, shape, source, splitName } from './common.ts';

const walk = {
  v: z.literal(1),
  ...source,
  split: splitName,
  shape,
  path: z.string().nullable(),
  format: z.enum(['json', 'csv', 'npy', 'png']),
};

export const traverseResultSchema = z.strictObject({
  ...walk,
  start: z.union([z.literal('centre'), count]),
  /** In units of σ; the columns. */
  sigmas: z.array(z.number()),
  /** The rows. */
  directions: z.array(
    z.strictObject({
      kind: z.enum(['dimension', 'principal', 'class']),
      label: z.string(),
      sigma: number,
      weight: number,
    }),
  ),
  /** `probes`: estimated with random signs, above 64 dimensions. */
  influence: z.enum(['full', 'probes']).nullable(),
  /** [directions][columns][D], data units; only without a file. */
  values: z.array(z.array(z.array(number))).optional(),
});

export const interpolateResultSchema = z.strictObject({
  ...walk,
  from: count,
  to: count,
  method: z.enum(['spherical', 'linear']),
  /** 0 … 1; the columns. */
  positions: z.array(z.number()),
  values: z.array(z.array(number)).optional(),
});
