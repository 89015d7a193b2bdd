import * as z from 'zod/mini';
import { BACKENDS } from './backends.ts';

const text = z.string();

/** What `flowscope backends --json` prints. */
export const backendsResultSchema = z.strictObject({
  v: z.literal(1),
  /** The model whose steps were timed. */
  measured: z.optional(text),
  backends: z.array(
    z.strictObject({
      /** One of the backends of the spec language. */
      name: z.enum(BACKENDS),
      available: z.boolean(),
      /** What `auto` uses, unless it measures that another one is faster. */
      automatic: z.boolean(),
      /** Why it is not available, else null. */
      reason: z.nullable(text),
      /** What to do about it, else null. */
      fix: z.nullable(text),
      versions: z.record(text, text),
      /** Of a training step, of the default device. */
      millisecondsPerStep: z.optional(z.number()),
      /** Why it is available, but did not compute the model. */
      problem: z.optional(text),
      /** The default one first. Memory in bytes; null: not known. */
      devices: z.array(z.strictObject({ name: text, kind: text, memory: z.nullable(z.number()) })),
    }),
  ),
});
export type BackendsResult = z.infer<typeof backendsResultSchema>;
