import * as z from 'zod/mini';
import { range } from './common.ts';

/** The output of a failed command on stdout with `--json`. */
export const failureSchema = z.strictObject({
  v: z.literal(1),
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    hint: z.nullable(z.string()),
    file: z.optional(z.string()),
    path: z.optional(z.string()),
    range: z.optional(range),
  }),
});
