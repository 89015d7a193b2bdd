/** The parent's side of a worker: a child process and the channel to it. */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { withoutAllocator } from '../client/allocator-environment.ts';
import { systemCode } from '../errors/system-code.ts';
import { CHANNEL, frameChannel } from './frame-channel.ts';

/** How a worker process ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of its stderr output, or the reason why it could not be started. */
  readonly stderr: string;
  /** The system's code (`EMFILE`, …) if it could not be started, else null. */
  readonly startError: string | null;
  /** The invalid message for which it was killed, or null. */
  readonly garbage: string | null;
}

export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** For an invalid message: kills the process; `end` then has the reason. */
  reject(reason: string): void;
  /** Resolves after the last message. */
  readonly end: Promise<WorkerEnd>;
}

export interface WorkerOptions {
  /** The bundled worker script. */
  readonly script: string;
  readonly onMessage: (message: unknown) => void;
  readonly onStderr?: ((text: string) => void) | undefined;
  /** For `os.setPriority`: with 10, other processes get the CPU first. */
  readonly priority?: number | undefined;
}

const STDERR_TAIL = 8192;

/** Starts the process at once. */
export function startWorker({ script, onMessage, onStderr, priority }: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: withoutAllocator(process.env),
  });
  let stderr = '';
  let garbage: string | null = null;
  // If the system has no descriptors or memory for another process, there are no pipes; `error` reports it.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL);
    onStderr?.(text);
  });
  if (priority !== undefined && child.pid !== undefined) lower(child.pid, priority);
  const reject = (reason: string) => {
    garbage ??= reason;
    child.kill('SIGKILL');
  };
  const pipe = child.stdio?.[CHANNEL] as Duplex | undefined;
  const channel = pipe ? frameChannel(pipe, { onMessage, onGarbage: reject }) : null;
  const end = new Promise<WorkerEnd>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, signal: null, stderr: error.message, startError: error.code ?? 'unknown', garbage }),
    );
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stderr, startError: null, garbage }));
  });
  return {
    pid: child.pid,
    send: (message) => channel?.send(message),
    kill: (signal) => {
      child.kill(signal);
    },
    reject,
    end,
  };
}

/** Without the permission, or if the child has already ended, the priority stays as it is. */
function lower(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch (error) {
    if (systemCode(error) === null) throw error;
  }
}
