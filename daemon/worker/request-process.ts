/**
 * The parent's side of a worker that answers requests: started by the first request, ended when idle, replaced when it
 * dies. One request runs at a time; the others wait here, so that a crash costs one request only.
 */
import { existsSync } from 'node:fs';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { deadRequest } from './dead-request.ts';
import { readFromRequestWorker } from './request-messages.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** Milliseconds. */
export interface RequestTimes {
  /** Time without a request after which the process is ended. */
  readonly idle: number;
  /** Time after a request was cancelled until a process that still works on it is killed. */
  readonly grace: number;
  /** Maximum time without a heartbeat while it works. One native call may take long, and cannot be interrupted. */
  readonly silence: number;
}

const TIMES: RequestTimes = { idle: 60_000, grace: 3000, silence: 180_000 };

export interface RequestProcessOptions {
  /** The bundled worker script. */
  readonly script: string;
  /** For messages: "The inspection process". */
  readonly name: string;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly onUpdate?: (value: unknown) => void;
}

export interface RequestProcess {
  /**
   * @throws the signal's reason once it is aborted
   * @throws FlowscopeError the worker's error; `crashed`, `hung`, `out-of-memory`, `protocol` if it died; `interrupted`
   */
  request(job: unknown, options: RequestOptions): Promise<unknown>;
  /** Starts the process early, so that a request need not wait for the runtime. */
  warm(): void;
  /** Null while no process runs. */
  readonly pid: number | null;
  readonly waiting: number;
  dispose(): Promise<void>;
}

interface Entry {
  readonly id: number;
  readonly job: unknown;
  readonly onUpdate: ((value: unknown) => void) | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Nobody waits for the answer any longer. */
  abandoned: boolean;
  /** Sent to an idle process that may just have died: send it once more if it never arrived. */
  again: boolean;
}

interface Active {
  readonly process: WorkerProcess;
  ready: boolean;
  hung: boolean;
}

export function createRequestProcess({ script, name, log, times: given }: RequestProcessOptions): RequestProcess {
  const times = { ...TIMES, ...given };
  const queue: Entry[] = [];
  const ends = new Set<Promise<unknown>>();
  let active: Active | null = null;
  let current: Entry | null = null;
  let lastId = 0;
  let heard = 0;
  let closed = false;
  let idle: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;

  function start(): Active {
    const own: Active = {
      ready: false,
      hung: false,
      process: startWorker({
        script,
        onStderr: (text) => log(`${name}: ${text.trimEnd()}`),
        onMessage(value) {
          if (active === own) onMessage(own, value);
        },
      }),
    };
    const end = own.process.end.then((how) => {
      ends.delete(end);
      if (active !== own) return;
      active = null;
      const silentSeconds = own.hung ? (Date.now() - heard) / 1000 : null;
      if (own.ready && current?.again === true && !current.abandoned) {
        queue.unshift(current);
        current = null;
        clearTimeout(silence);
        pump();
        return;
      }
      const error = deadRequest(how, { name, ready: own.ready, silentSeconds });
      if (!closed) log(error.message);
      finish((entry) => entry.reject(error));
    });
    ends.add(end);
    return own;
  }

  function onMessage(own: Active, value: unknown): void {
    const message = readFromRequestWorker(value);
    heard = Date.now();
    if (message.type === 'garbage') own.process.reject(message.reason);
    else if (message.type === 'ready') own.ready = true;
    else if (message.type !== 'alive') {
      // An update may arrive after the request was cancelled; an answer to an unknown request is invalid.
      if (message.id !== current?.id)
        own.process.reject(`a message about the request ${message.id}, which is not running`);
      else if (message.type === 'begun') current.again = false;
      else if (message.type === 'update') {
        if (!current.abandoned) current.onUpdate?.(message.value);
      } else if (message.type === 'result') finish((entry) => entry.resolve(message.value));
      else if (message.type === 'error') finish((entry) => entry.reject(errorOf(message.error)));
      else finish((entry) => entry.reject(new FlowscopeError('interrupted', `${name} gave up a request`)));
    }
  }

  /** The running request has ended, with or without success. */
  function finish(settle: (entry: Entry) => void): void {
    clearTimeout(grace);
    clearTimeout(silence);
    const entry = current;
    current = null;
    if (entry !== null && !entry.abandoned) settle(entry);
    pump();
  }

  function pump(): void {
    if (current !== null || closed) return;
    clearTimeout(idle);
    const next = queue.shift();
    if (next === undefined) {
      idle = setTimeout(endIdle, times.idle);
      idle.unref();
      return;
    }
    current = next;
    if (active === null && !existsSync(script)) {
      finish((entry) => entry.reject(gone(name, script)));
      return;
    }
    next.again = active?.ready === true;
    active ??= start();
    heard = Date.now();
    active.process.send({ type: 'request', id: next.id, job: next.job });
    watch();
  }

  function watch(): void {
    silence = setTimeout(() => {
      if (Date.now() - heard < times.silence) return watch();
      if (active === null) return;
      active.hung = true;
      active.process.kill('SIGKILL');
    }, times.silence);
    silence.unref();
  }

  function endIdle(): void {
    const idling = active;
    active = null;
    idling?.process.kill('SIGKILL');
  }

  function abandon(entry: Entry, reason: unknown): void {
    entry.reject(reason);
    entry.abandoned = true;
    const place = queue.indexOf(entry);
    if (place !== -1) queue.splice(place, 1);
    if (entry !== current || active === null) return;
    const working = active;
    working.process.send({ type: 'cancel', id: entry.id });
    grace = setTimeout(() => {
      log(`${name} did not stop a cancelled request within ${times.grace / 1000} s and was stopped`);
      // Queued requests go to a new process at once, without waiting for this one to end.
      if (active === working) active = null;
      working.process.kill('SIGKILL');
      finish(() => {});
    }, times.grace);
    grace.unref();
  }

  return {
    request(job, { signal, onUpdate }) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (closed) return Promise.reject(ended(name));
      return new Promise((resolve, reject) => {
        const entry: Entry = {
          id: ++lastId,
          job,
          onUpdate,
          abandoned: false,
          again: false,
          resolve(value) {
            signal.removeEventListener('abort', onAbort);
            resolve(value);
          },
          reject(error) {
            signal.removeEventListener('abort', onAbort);
            reject(error);
          },
        };
        const onAbort = () => abandon(entry, signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(entry);
        pump();
      });
    },
    warm() {
      if (closed || active !== null || !existsSync(script)) return;
      active = start();
      pump();
    },
    get pid() {
      return active?.process.pid ?? null;
    },
    get waiting() {
      return queue.length + (current === null ? 0 : 1);
    },
    async dispose() {
      closed = true;
      for (const timer of [idle, grace, silence]) clearTimeout(timer);
      const left = current === null || current.abandoned ? queue.splice(0) : [current, ...queue.splice(0)];
      current = null;
      for (const entry of left) entry.reject(ended(name));
      endIdle();
      await Promise.all(ends);
    },
  };
}

function ended(name: string): FlowscopeError {
  return new FlowscopeError('interrupted', `${name} ended with the daemon.`);
}

/** Error for an installation that was replaced while the daemon runs. */
function gone(name: string, script: string): FlowscopeError {
  return new FlowscopeError('daemon-outdated', `${name} cannot be started: its program was removed or replaced`, {
    file: script,
    hint: 'Restart the daemon.',
  });
}

function errorOf(error: { code: string; message: string; hint: string | null; file: string | null; exitCode: 1 | 2 }) {
  const { code, message, hint, file, exitCode } = error;
  return new FlowscopeError(code, message, {
    ...(hint === null ? {} : { hint }),
    ...(file === null ? {} : { file }),
    exitCode,
  });
}
