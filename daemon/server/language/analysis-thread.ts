/**
 * The thread that analyses what one client sends. Its heap is limited, and it is stopped when it does not answer: a slow or
 * large text must not affect other clients.
 */
import module from 'node:module';
import { Worker } from 'node:worker_threads';
import type { AnalysisSetup, FromAnalysis, ToAnalysis } from '../../language/thread/messages.ts';
import { LIMITS } from '../limits.ts';

/** How a thread ended by itself, or why it was stopped. */
export type ThreadDeath =
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'memory'; readonly mebibytes: number }
  | { readonly kind: 'crashed'; readonly error: Error };

/** Milliseconds. */
export interface ThreadTimes {
  /** Between two heartbeats. */
  readonly beat: number;
  /** CPU time of the thread without an answer after which it is stopped. */
  readonly busy: number;
  /** Time without an answer after which it is stopped, whatever it waits for. */
  readonly silent: number;
}

export interface AnalysisThread {
  send(message: ToAnalysis): void;
  /** No message or death is reported afterwards. */
  stop(): void;
}

export interface ThreadOptions {
  readonly script: string;
  readonly onMessage: (message: FromAnalysis) => void;
  /** Called once; the thread has ended or is being stopped. */
  readonly onDeath: (death: ThreadDeath) => void;
  readonly times?: Partial<ThreadTimes> | undefined;
  /** MiB of its heap. */
  readonly heap?: number | undefined;
}

const TIMES: ThreadTimes = { beat: 500, busy: LIMITS.analysisBusy, silent: LIMITS.analysisSilent };

/** MiB of the heap's young part. */
const YOUNG = 32;

export function startAnalysisThread({
  script,
  onMessage,
  onDeath,
  times,
  heap = LIMITS.analysisHeap,
}: ThreadOptions): AnalysisThread {
  const { beat, busy, silent } = { ...TIMES, ...times };
  const setup: AnalysisSetup = { compileCache: module.getCompileCacheDir?.() ?? null };
  const worker = new Worker(script, {
    name: 'analysis',
    workerData: setup,
    resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: YOUNG },
  });
  let ended = false;
  /** Loading its code takes long on a slow machine, and no text is to blame. */
  let loaded = false;
  /** When it answered last, its CPU time then, and the time since then, without pauses of this process. */
  let heard = performance.now();
  let used = 0;
  let silence = 0;
  let beaten = heard;
  /** What the thread asked for; null: as usual. */
  let patience: number | null = null;

  const timer = setInterval(() => void watch(), beat);
  timer.unref();
  worker.unref();
  worker.on('message', (message: FromAnalysis) => {
    if (ended) return;
    // Reading that was allowed to take long has taken CPU time, too.
    if (message.type === 'pong' || message.type === 'patience' || !loaded) void answered();
    loaded = true;
    if (message.type === 'patience') patience = message.milliseconds;
    else if (message.type !== 'pong') onMessage(message);
  });
  // Its last messages, which say what it worked on, may come after the error, but not after the exit.
  let failure: Error | null = null;
  worker.on('error', (error: Error) => {
    failure = error;
  });
  worker.on('exit', (code) => {
    const error = failure ?? new Error(`the thread ended with status ${code}`);
    const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    die(outOfMemory ? { kind: 'memory', mebibytes: heap } : { kind: 'crashed', error });
  });

  async function answered(): Promise<void> {
    heard = performance.now();
    silence = 0;
    used = (await cpuTime(worker)) ?? 0;
  }

  async function watch(): Promise<void> {
    const now = performance.now();
    // After a pause of this process or of the machine, the thread has not had the time either.
    silence += Math.min(now - beaten, 2 * beat);
    beaten = now;
    send({ type: 'ping' });
    if (silence >= Math.max(silent, patience ?? 0)) die({ kind: 'silent', seconds: silence / 1000 });
    const most = patience ?? busy;
    if (ended || !loaded || silence < most) return;
    const since = heard;
    const cpu = await cpuTime(worker);
    if (heard !== since) return;
    // On a busy machine it may hardly have run. Where Node cannot tell, only the longer time counts.
    if (cpu !== null && cpu - used >= most) die({ kind: 'silent', seconds: silence / 1000 });
  }

  function send(message: ToAnalysis): void {
    if (!ended) worker.postMessage(message);
  }

  function end(): void {
    ended = true;
    clearInterval(timer);
    void worker.terminate();
  }

  function die(death: ThreadDeath): void {
    if (ended) return;
    end();
    onDeath(death);
  }

  return { send, stop: end };
}

/** Milliseconds of CPU time that the thread has used; null: Node is too old to tell, or the thread has ended. */
async function cpuTime(worker: Worker): Promise<number | null> {
  if (worker.cpuUsage === undefined) return null;
  const usage = await worker.cpuUsage().catch(() => null);
  return usage === null ? null : (usage.user + usage.system) / 1000;
}
