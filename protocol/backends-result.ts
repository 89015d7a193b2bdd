import * as z from 'zod/mini';

const text = z.string();

/** What `flowscope backends --json` prints. */
export const backendsResultSchema = z.strictObject({
  v: z.literal(1),
  backends: z.array(
    z.strictObject({
      name: text,
      available: z.boolean(),
      /** What `auto` uses. */
      automatic: z.boolean(),
      /** Why it is not available, else null. */
      reason: z.nullable(text),
      /** What to do about it, else null. */
      fix: z.nullable(text),
      versions: z.record(text, text),
      /** The default one first. Memory in bytes; null: not known. */
      devices: z.array(z.strictObject({ name: text, kind: text, memory: z.nullable(z.number()) })),
    }),
  ),
});
export type BackendsResult = z.infer<typeof backendsResultSchema>;
