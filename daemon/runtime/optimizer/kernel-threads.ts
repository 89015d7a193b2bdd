/** Shares the optimizer's work with threads, which only compute in memory: no native library is loaded in them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { UNIT } from './kernel-code.ts';
import { BLOCK, type KernelSetup, type KernelTask, kernelWorker } from './kernel-work.ts';

/** Where a task is between threads. */
export interface TaskBoard {
  /** [number of the task, threads that are done with it, threads that wait for tasks]. */
  readonly signals: Int32Array<SharedArrayBuffer>;
  readonly task: Float64Array<SharedArrayBuffer>;
}

export interface ThreadSetup {
  readonly kernel: KernelSetup;
  readonly board: TaskBoard;
  /** Which share is this thread's own, and of how many. */
  readonly share: number;
  readonly shares: number;
}

export interface KernelThreads {
  /**
   * Computes a task on floats [first, last) of the parameters, and returns when all threads are done.
   * @throws Error if a thread has died
   */
  run(task: KernelTask, first: number, last: number): void;
  /** How many threads share the next task. */
  readonly ready: number;
  close(): Promise<void>;
}

const [TASK, DONE, READY] = [0, 1, 2];

/** Milliseconds without an answer after which a thread counts as dead. */
const PATIENCE = 60_000;

const KINDS = ['squares', 'update', 'rest'] as const;
const TASK_NUMBERS = 10;

/** @param count including the caller's */
export function kernelThreads(kernel: KernelSetup, count: number): KernelThreads {
  const own = kernelWorker(kernel);
  const board: TaskBoard = {
    signals: new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)),
    task: new Float64Array(new SharedArrayBuffer(TASK_NUMBERS * Float64Array.BYTES_PER_ELEMENT)),
  };
  const others = Array.from({ length: count - 1 }, (_, i) => {
    const setup: ThreadSetup = { kernel, board, share: i + 1, shares: count };
    const worker = new Worker(threadScript(), { name: 'optimizer', workerData: setup });
    // It must not keep the process from ending.
    worker.unref();
    return worker;
  });
  return {
    run(task, first, last) {
      // Until all have started, this thread computes alone.
      if (others.length === 0 || Atomics.load(board.signals, READY) < others.length) return own(task, first, last);
      write(board, task, first, last);
      Atomics.store(board.signals, DONE, 0);
      Atomics.add(board.signals, TASK, 1);
      Atomics.notify(board.signals, TASK);
      own(task, ...shareOf(task, first, last, 0, count));
      for (let done = 0; done < others.length; done = Atomics.load(board.signals, DONE)) {
        if (Atomics.wait(board.signals, DONE, done, PATIENCE) === 'timed-out')
          throw new Error("a thread of the optimizer doesn't answer");
      }
    },
    get ready() {
      return 1 + Atomics.load(board.signals, READY);
    },
    async close() {
      await Promise.all(others.map((worker) => worker.terminate()));
    },
  };
}

/** The loop of another thread. It never returns. */
export function serveTasks({ kernel, board, share, shares }: ThreadSetup): never {
  const work = kernelWorker(kernel);
  Atomics.add(board.signals, READY, 1);
  for (let known = 0; ; ) {
    Atomics.wait(board.signals, TASK, known);
    const current = Atomics.load(board.signals, TASK);
    if (current === known) continue;
    known = current;
    const { task, first, last } = read(board);
    work(task, ...shareOf(task, first, last, share, shares));
    Atomics.add(board.signals, DONE, 1);
    Atomics.notify(board.signals, DONE);
  }
}

/** The range of one share: of whole blocks for sums, so that their values do not depend on the number of threads. */
function shareOf({ kind }: KernelTask, first: number, last: number, share: number, shares: number): [number, number] {
  const unit = kind === 'squares' ? BLOCK : UNIT;
  const at = (i: number) => Math.min(last, first + Math.ceil(((last - first) * i) / shares / unit) * unit);
  return [at(share), at(share + 1)];
}

function write({ task: numbers }: TaskBoard, task: KernelTask, first: number, last: number): void {
  const { from, to } = task.kind === 'squares' ? { from: 0, to: 0 } : task;
  const { factor, rate, epsilon, kept } = task.kind === 'update' ? task : { factor: 0, rate: 0, epsilon: 0, kept: 0 };
  numbers.set([KINDS.indexOf(task.kind), task.move, from, to, factor, rate, epsilon, kept, first, last]);
}

function read({ task: numbers }: TaskBoard): {
  readonly task: KernelTask;
  readonly first: number;
  readonly last: number;
} {
  const [kind, move, from, to, factor, rate, epsilon, kept, first, last] = [...numbers] as NumbersOfTask;
  return { task: { kind: KINDS[kind]!, move, from, to, factor, rate, epsilon, kept }, first, last };
}

type NumbersOfTask = [number, number, number, number, number, number, number, number, number, number];

/** The built script, or that of the source. */
function threadScript(): string {
  const built = fileURLToPath(new URL('./optimizer-thread.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('./thread-main.ts', import.meta.url));
}
