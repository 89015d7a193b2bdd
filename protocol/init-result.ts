import * as z from 'zod/mini';

export const initResultSchema = z.strictObject({ v: z.literal(1), path: z.string(), template: z.string() });

/** Of `init --data`. */
export const initDataResultSchema = z.strictObject({
  v: z.literal(1),
  path: z.string(),
  /** Rows of the file. */
  rows: z.int(),
  /** Columns that the spec models or gives as context, in the file's order. */
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['number', 'integer', 'category']),
      proposal: z.enum(['model', 'context']),
    }),
  ),
  leftOut: z.array(z.strictObject({ name: z.string(), why: z.string() })),
  /** What `check` says of the spec that was written. Absent in older versions. */
  warnings: z.optional(z.array(z.strictObject({ code: z.string(), message: z.string() }))),
});
