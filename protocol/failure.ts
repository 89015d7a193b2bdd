import * as z from 'zod';
import { range } from './common.ts';

/** The output of a failed command on stdout with `--json`. */
export const failureSchema = z.strictObject({
  v: z.literal(1),
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
    file: z.string().optional(),
    path: z.string().optional(),
    range: range.optional(),
  }),
});
