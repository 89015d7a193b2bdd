/** A reference to an array in a result; `/data` delivers the array when the client requests it: `{"get": array}`. */
import * as z from 'zod/mini';
import { count } from '../common.ts';

export const DTYPES = ['float32', 'float64', 'int32', 'uint8'] as const;
export type Dtype = (typeof DTYPES)[number];

export const arrayReference = z.strictObject({
  /** Id within the session; expires 60 s after the result. */
  array: z.int().check(z.minimum(1)),
  dtype: z.enum(DTYPES),
  /** C order. */
  shape: z.array(count),
  bytes: count,
});

export type ArrayReference = z.infer<typeof arrayReference>;
