import * as z from 'zod';
import { number, source, unit } from './common.ts';

export const densityResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
  /** x low, x high, y low, y high; data units. */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  width: z.int().min(1),
  height: z.int().min(1),
  unit,
  context: z.record(z.string(), z.string()).nullable(),
  /** ∫ q over the extent. */
  integral: number,
  path: z.string().nullable(),
  format: z.enum(['json', 'npy', 'npz', 'png']),
  /** log q at the cell centers, [height][width], smallest y first; only without a file. */
  logProb: z.array(z.array(number)).optional(),
  trueLogProb: z.array(z.array(number)).nullable().optional(),
});
