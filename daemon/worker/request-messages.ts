/** Messages between a parent and a worker that answers one request after the other. */
import * as z from 'zod';
import type { WorkerError } from './messages.ts';

export type ToRequestWorker =
  | { readonly type: 'request'; readonly id: number; readonly job: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type FromRequestWorker =
  /** The runtime is loaded. */
  | { readonly type: 'ready' }
  /** Heartbeat: shows that the thread is not stuck. */
  | { readonly type: 'alive' }
  /** The request arrived. */
  | { readonly type: 'begun'; readonly id: number }
  | { readonly type: 'update'; readonly id: number; readonly value: unknown }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WorkerError }
  | { readonly type: 'cancelled'; readonly id: number };

const id = z.int().min(1);
const text = z.string();

const toRequestWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), id, job: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id }),
]);

/** @throws ZodError */
export function readToRequestWorker(message: unknown): ToRequestWorker {
  return toRequestWorker.parse(message);
}

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('alive') }),
  z.strictObject({ type: z.literal('begun'), id }),
  z.strictObject({ type: z.literal('update'), id, value: z.unknown() }),
  z.strictObject({ type: z.literal('result'), id, value: z.unknown() }),
  z.strictObject({
    type: z.literal('error'),
    id,
    error: z.strictObject({
      code: text,
      message: text,
      hint: text.nullable(),
      file: text.nullable(),
      exitCode: z.union([z.literal(1), z.literal(2)]),
    }),
  }),
  z.strictObject({ type: z.literal('cancelled'), id }),
]);

/** The message, or the reason why it is invalid. */
export function readFromRequestWorker(
  message: unknown,
): FromRequestWorker | { readonly type: 'garbage'; readonly reason: string } {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  return {
    type: 'garbage',
    reason: `a message that violates the protocol (${issue.path.join('.')}: ${issue.message})`,
  };
}
