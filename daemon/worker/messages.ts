/** What passes between a worker process and its parent. */
import type { TrainEvent } from '../../protocol/train-events.ts';
import type { TrainingJob } from '../training/training-job.ts';

export type ToWorker =
  | { readonly type: 'train'; readonly job: TrainingJob }
  | { readonly type: 'request'; readonly what: 'stop' | 'pause' | null };

export interface WorkerError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly file: string | null;
  readonly exitCode: 1 | 2;
}

export type FromWorker =
  | { readonly type: 'event'; readonly event: TrainEvent }
  /** The training could not begin. */
  | { readonly type: 'error'; readonly error: WorkerError }
  | { readonly type: 'finished' };
