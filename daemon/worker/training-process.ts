/** The parent's side of a training worker. */
import type { TrainEvent } from '../../protocol/train-events.ts';
import type { EarlyRequest } from '../training/early-data.ts';
import type { TrainingJob } from '../training/training-job.ts';
import { readFromWorker, type ToWorker } from './messages.ts';
import type { WorkerError } from './worker-error.ts';
import { startWorker, type WorkerEnd } from './worker-process.ts';

export type TrainingEnd =
  /** The last event says how the run ended. */
  | { readonly kind: 'finished' }
  /** The run could not begin. */
  | { readonly kind: 'error'; readonly error: WorkerError }
  /** The process died. */
  | ({ readonly kind: 'died' } & WorkerEnd);

export interface TrainingProcess {
  readonly pid: number | undefined;
  /** Loads the rows that a job will train on, while its spec is still being checked. */
  load(request: EarlyRequest): void;
  begin(job: TrainingJob): void;
  request(what: 'stop' | 'pause' | null): void;
  /** Requests a checkpoint. */
  save(): void;
  /** SIGTERM acts like a stop; SIGKILL ends the process at once, and acknowledged checkpoints are kept. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  readonly end: Promise<TrainingEnd>;
}

export interface TrainingProcessOptions {
  /** The bundled worker script. */
  readonly script: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly onStderr?: (text: string) => void;
  readonly priority?: number;
}

/** Starts the process at once; it loads its runtime while the job is still being prepared. */
export function startTrainingProcess({ script, onEvent, onStderr, priority }: TrainingProcessOptions): TrainingProcess {
  let answer: TrainingEnd | null = null;
  const worker = startWorker({
    script,
    onStderr,
    priority,
    onMessage(value) {
      const message = readFromWorker(value);
      if (message.type === 'garbage') worker.reject(message.reason);
      else if (message.type === 'event') onEvent(message.event);
      else if (message.type === 'error') answer = { kind: 'error', error: message.error };
      else answer = { kind: 'finished' };
    },
  });
  const send = (message: ToWorker) => worker.send(message);
  return {
    pid: worker.pid,
    load: (request) => send({ type: 'load', ...request }),
    begin: (job) => send({ type: 'train', job }),
    request: (what) => send({ type: 'request', what }),
    save: () => send({ type: 'save' }),
    kill: worker.kill,
    end: worker.end.then((end) => (end.garbage === null && answer !== null ? answer : { kind: 'died', ...end })),
  };
}
