import * as z from 'zod';
import { number, source } from './common.ts';

const tensors = z.array(
  z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.union([z.int(), z.string()])) }),
);

export const exportResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
  path: z.string(),
  function: z.enum(['log_prob', 'encode', 'sample']),
  opset: z.int(),
  inputs: tensors,
  outputs: tensors,
  maxError: number,
});
