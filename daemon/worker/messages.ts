/** Messages between a training worker and its parent. */
import * as z from 'zod';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { isJsonObject } from '../encoding/json.ts';
import type { EarlyRequest } from '../training/early-data.ts';
import type { TrainingJob } from '../training/training-job.ts';
import { type Garbage, garbage, type WorkerError, workerError } from './worker-error.ts';

export type ToWorker =
  /** The rows that a job will train on, while its spec is still being checked. */
  | ({ readonly type: 'load' } & EarlyRequest)
  | { readonly type: 'train'; readonly job: TrainingJob }
  | { readonly type: 'request'; readonly what: 'stop' | 'pause' | null }
  /** Requests a checkpoint. */
  | { readonly type: 'save' };

export type FromWorker =
  /** Numbers that are not finite are null. */
  | { readonly type: 'event'; readonly event: TrainEvent }
  /** The run could not begin. */
  | { readonly type: 'error'; readonly error: WorkerError }
  | { readonly type: 'finished' };

const toWorker = z.discriminatedUnion('type', [
  // The parent resolved the plan in it with the same version of the code.
  z.strictObject({ type: z.literal('train'), job: z.custom<TrainingJob>(isJsonObject) }),
  z.strictObject({ type: z.literal('load'), data: z.custom<EarlyRequest['data']>(isJsonObject), folder: z.string() }),
  z.strictObject({ type: z.literal('request'), what: z.enum(['stop', 'pause']).nullable() }),
  z.strictObject({ type: z.literal('save') }),
]);

/** @throws ZodError */
export function readToWorker(message: unknown): ToWorker {
  return toWorker.parse(message);
}

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: trainEventSchema }),
  z.strictObject({ type: z.literal('error'), error: workerError }),
  z.strictObject({ type: z.literal('finished') }),
]);

/** The message, or the reason why it is invalid. */
export function readFromWorker(message: unknown): FromWorker | Garbage {
  const result = schema.safeParse(message);
  return result.success ? (result.data as FromWorker) : garbage(result.error);
}
