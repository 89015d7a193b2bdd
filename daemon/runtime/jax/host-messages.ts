/** What the host answers. It is another program, so its answers are parsed. */
import * as z from 'zod';

const text = z.string();
const count = z.int().min(0);

export const reply = z.looseObject({
  /** The request failed. */
  error: z.object({ type: text, message: text }).optional(),
  ran: count.optional(),
  text: text.optional(),
  /** Float32 arrays in the blob: offset in bytes, size in elements. */
  values: z.array(z.object({ name: text, offset: count, size: count })),
});
export type HostReply = Readonly<z.infer<typeof reply>>;

const device = z.object({ name: text, kind: text, memory: z.number().nullable() });
export type HostDevice = Readonly<z.infer<typeof device>>;

const problem = z.object({
  code: z.enum(['old-python', 'no-jax', 'old-jax', 'no-device', 'few-devices', 'no-peers']),
  message: text.default(''),
  /** Installed packages that give JAX an accelerator. */
  plugins: z.array(text).default([]),
});
export type HostProblem = Readonly<z.infer<typeof problem>>;

/** A host that cannot compute says why in `problem`, and lacks what it does not know. */
export const helloAnswer = z.object({
  python: text,
  executable: text,
  numpy: text.optional(),
  jax: text.optional(),
  devices: z.array(device).default([]),
  device: device.optional(),
  /** Number of devices that share the batches. */
  sharing: count.default(1),
  rank: count.default(0),
  ranks: count.default(1),
  wire: z.int().optional(),
  ops: z.array(text).default([]),
  problem: problem.optional(),
});
export type HelloAnswer = Readonly<z.infer<typeof helloAnswer>>;
