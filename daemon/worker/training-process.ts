/** A training worker seen from its parent. */
import { fork } from 'node:child_process';
import type { TrainEvent } from '../../protocol/train-events.ts';
import type { TrainingJob } from '../training/training-job.ts';
import type { FromWorker, ToWorker, WorkerError } from './messages.ts';

export type TrainingEnd =
  /** The last event told how it ended. */
  | { readonly kind: 'finished' }
  /** It could not begin. */
  | { readonly kind: 'error'; readonly error: WorkerError }
  /** The process died. */
  | {
      readonly kind: 'died';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stderr: string;
    };

export interface TrainingProcess {
  readonly pid: number | undefined;
  begin(job: TrainingJob): void;
  request(what: 'stop' | 'pause' | null): void;
  /** Ends the process at once; acknowledged checkpoints stay. */
  kill(): void;
  readonly end: Promise<TrainingEnd>;
}

export interface TrainingProcessOptions {
  /** The bundled worker script. */
  readonly script: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly onStderr?: (text: string) => void;
}

const STDERR_TAIL = 8192;

/** Starts the process at once; it loads its runtime while the job is still being prepared. */
export function startTrainingProcess({ script, onEvent, onStderr }: TrainingProcessOptions): TrainingProcess {
  const child = fork(script, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json' });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL);
    onStderr?.(text);
  });
  let answer: TrainingEnd | null = null;
  const end = new Promise<TrainingEnd>((resolve) => {
    child.on('message', (message: FromWorker) => {
      if (message.type === 'event') onEvent(message.event);
      else if (message.type === 'error') answer = { kind: 'error', error: message.error };
      else answer = { kind: 'finished' };
    });
    child.on('error', (error) => resolve({ kind: 'died', exitCode: null, signal: null, stderr: error.message }));
    child.on('close', (exitCode, signal) => resolve(answer ?? { kind: 'died', exitCode, signal, stderr }));
  });
  const send = (message: ToWorker) => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    pid: child.pid,
    begin: (job) => send({ type: 'train', job }),
    request: (what) => send({ type: 'request', what }),
    kill: () => {
      child.kill('SIGKILL');
    },
    end,
  };
}
