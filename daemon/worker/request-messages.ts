/** Messages between a parent and a worker that answers one request after the other. */
import * as z from 'zod';
import { type Garbage, garbage, type WorkerError, workerError } from './worker-error.ts';

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
  z.strictObject({ type: z.literal('error'), id, error: workerError }),
  z.strictObject({ type: z.literal('cancelled'), id }),
]);

/** The message, or the reason why it is invalid. */
export function readFromRequestWorker(message: unknown): FromRequestWorker | Garbage {
  const result = schema.safeParse(message);
  return result.success ? result.data : garbage(result.error);
}
