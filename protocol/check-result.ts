import * as z from 'zod/mini';
import { range } from './common.ts';
import { dataReadingSchema } from './data-reading.ts';
import { fileExaminationSchema } from './file-examination.ts';

export const checkResultSchema = z.strictObject({
  v: z.literal(1),
  ok: z.boolean(),
  file: z.string(),
  /** Of a table or an array that was read. */
  data: z.optional(dataReadingSchema),
  /** Of a folder of images. */
  files: z.optional(fileExaminationSchema),
  diagnostics: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'information']),
      message: z.string(),
      range,
      path: z.string(),
      fixes: z.array(
        z.strictObject({ title: z.string(), edits: z.array(z.strictObject({ range, newText: z.string() })) }),
      ),
    }),
  ),
  /** One fix for all warnings about a table, and the `data` of the spec after it. Absent: there are fewer than two. */
  combined: z.optional(
    z.strictObject({
      title: z.string(),
      edits: z.array(z.strictObject({ range, newText: z.string() })),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
});
