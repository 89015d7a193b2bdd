/** Results that consist of points: samples, latents, decoded data. */
import * as z from 'zod';
import { count, estimate, number, shape, source, unit } from './common.ts';

const points = { v: z.literal(1), ...source, n: count, shape };

export const sampleResultSchema = z.strictObject({
  ...points,
  temperature: z.number().min(0),
  seed: count,
  context: z.record(z.string(), z.string()).nullable(),
  path: z.string().nullable(),
  format: z.enum(['json', 'csv', 'npy', 'png']),
  samples: z.array(z.array(number)).optional(),
  /** With `samples` of a flow with context, by column: labels as text, numbers in data units. */
  contexts: z.array(z.record(z.string(), z.union([z.string(), number]))).optional(),
});

export const encodeResultSchema = z.strictObject({
  ...points,
  path: z.string(),
  format: z.enum(['npy', 'csv', 'npz']),
  logLikelihood: estimate.extend({ unit }),
});

export const decodeResultSchema = z.strictObject({
  ...points,
  path: z.string(),
  format: z.enum(['npy', 'csv', 'png']),
});
