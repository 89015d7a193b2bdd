/** A run that this daemon trains or will train: its worker process, and its state according to the events. */

import type { DataProgress } from '../../../protocol/data-progress.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { FinalEvent, TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import { type Death, describeDeath } from '../../worker/dead-training.ts';
import { startTrainingProcess, type TrainingProcess } from '../../worker/training-process.ts';
import { TRAINING_NICENESS } from './niceness.ts';

export type LiveStatus = 'queued' | 'starting' | 'running' | 'paused' | 'stopping' | 'ended';

export interface LiveFigures {
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  /** Of a model with several. */
  readonly objectives?: readonly { readonly name: string; readonly loss: number }[];
  readonly samplesPerSecond: number | null;
  readonly eta: number | null;
}

export interface LiveRun {
  readonly id: string;
  readonly runDir: string;
  /** Threads per operation; the queue uses it to decide when the run may start. */
  readonly threads: number;
  readonly status: LiveStatus;
  readonly pause: { readonly reason: 'disk-full' | 'user'; readonly message: string } | null;
  readonly figures: LiveFigures | null;
  /** How far loading its data is; null: it has begun, or this is not known. */
  readonly preparing: DataProgress | null;
  /** What its backend does before the first step; null: nothing that takes long. */
  readonly working: NonNullable<RunInfo['working']> | null;
  readonly pid: number | null;
  /** How the process ended, if the run's log has no final event. */
  readonly death: Death | null;
  /** Resolves at the `start` event. @throws FlowscopeError if the run cannot begin, or was stopped before */
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
  /** Takes the run out of the queue and starts its process. */
  start(): void;
  pauseTraining(): void;
  continueTraining(): void;
  /** Asks for a checkpoint, which is reported as usual. */
  save(): void;
  /** Saves a checkpoint and ends; a process that does not respond is killed after a grace period. */
  stop(): void;
  /** Kills the process at once; acknowledged checkpoints are kept. */
  kill(): void;
}

export interface LiveRunOptions {
  readonly id: string;
  readonly runDir: string;
  readonly job: TrainingJob;
  readonly script: string;
  readonly niceness?: number | undefined;
  /** Called after each event and each change of status. */
  readonly onChange: (event: TrainEvent | null) => void;
  /** Throws to prevent the process from starting. @throws FlowscopeError */
  readonly check: () => void;
  /** Records in the log how the run ended if the worker could not; null: the run was ended on request. */
  readonly recordEnd: (death: Death | null) => Promise<void>;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

/** Milliseconds. */
export interface LiveRunTimes {
  /** Time without an event after a stop request until SIGTERM, and again until SIGKILL. */
  readonly grace: number;
  /** Maximum time without an event. A chunk takes a quarter of a second, but loading or validation may take minutes. */
  readonly silence: number;
}

const TIMES: LiveRunTimes = { grace: 10_000, silence: 15 * 60_000 };

export function createLiveRun(options: LiveRunOptions): LiveRun {
  const { id, runDir, job, script, onChange, check, recordEnd } = options;
  const times = { ...TIMES, ...options.times };
  let status: LiveStatus = 'queued';
  let pause: LiveRun['pause'] = null;
  let figures: LiveFigures | null = null;
  let preparing: DataProgress | null = null;
  let working: LiveRun['working'] = null;
  let death: Death | null = null;
  let worker: TrainingProcess | null = null;
  let final: FinalEvent | null = null;
  let started = false;
  let silentSince = 0;
  let hung = false;
  /** Ending was requested. */
  let wanted = false;
  const timers = new Set<NodeJS.Timeout>();
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  // Callers that await `begun` see the failure; a queued run may have none, and must not cause an unhandled rejection.
  begun.promise.catch(() => {});

  const setStatus = (next: LiveStatus) => {
    status = next;
    onChange(null);
  };
  const later = (milliseconds: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, milliseconds);
    timer.unref();
    timers.add(timer);
  };
  const endHung = () => {
    hung = true;
    worker?.kill('SIGKILL');
  };
  const afterSilence = (act: () => void) => {
    const left = silentSince + times.grace - Date.now();
    if (left <= 0) act();
    else later(left, () => afterSilence(act));
  };
  const watch = () => {
    const left = silentSince + times.silence - Date.now();
    if (status === 'paused') silentSince = Date.now();
    else if (left <= 0) return endHung();
    later(Math.max(100, Math.min(left, times.silence)), watch);
  };

  function onEvent(event: TrainEvent): void {
    silentSince = Date.now();
    switch (event.event) {
      case 'preparing': {
        const { event: _, ...progress } = event;
        preparing = progress;
        break;
      }
      case 'backend': {
        const { event: _, ...work } = event;
        working = work;
        break;
      }
      case 'start':
        started = true;
        preparing = null;
        working = null;
        figures = { step: event.resumedFrom ?? 0, steps: event.steps, loss: null, samplesPerSecond: null, eta: null };
        if (status === 'starting') status = 'running';
        begun.resolve();
        break;
      case 'step':
        working = null;
        figures = {
          step: event.step,
          steps: event.steps,
          loss: event.lossMean,
          ...(event.objectives && { objectives: event.objectives.map(({ name, loss }) => ({ name, loss })) }),
          samplesPerSecond: event.samplesPerSecond,
          eta: event.eta,
        };
        break;
      case 'paused':
        pause = { reason: event.reason, message: event.message };
        if (status === 'running') status = 'paused';
        break;
      case 'resumed':
        pause = null;
        if (status === 'paused') status = 'running';
        break;
      case 'done':
      case 'interrupted':
      case 'failed':
        final = event;
        break;
      default:
    }
    onChange(event);
  }

  async function finish(process: TrainingProcess): Promise<void> {
    const end = await process.end;
    for (const timer of timers) clearTimeout(timer);
    if (end.kind === 'error') {
      const { code, message, hint, file, exitCode } = end.error;
      const error = new FlowscopeError(code, message, {
        ...(hint === null ? {} : { hint }),
        ...(file === null ? {} : { file }),
        exitCode,
      });
      begun.reject(error);
    } else if (end.kind === 'died' && final === null) {
      const silent = hung ? { silentSeconds: (Date.now() - silentSince) / 1000 } : {};
      if (!wanted) {
        death = describeDeath(end, { begun: started, ...silent });
        begun.reject(new FlowscopeError(death.code, death.message, { file: runDir }));
      }
      if (started) await recordEnd(death);
    }
    begun.reject(new FlowscopeError('interrupted', 'the run was stopped before it began', { file: runDir }));
    setStatus('ended');
    ended.resolve();
  }

  return {
    id,
    runDir,
    threads: job.threads,
    get status() {
      return status;
    },
    get pause() {
      return pause;
    },
    get figures() {
      return figures;
    },
    get working() {
      return status === 'starting' || status === 'running' ? working : null;
    },
    get preparing() {
      return status === 'starting' ? preparing : null;
    },
    get pid() {
      return status === 'ended' ? null : (worker?.pid ?? null);
    },
    get death() {
      return death;
    },
    begun: begun.promise,
    ended: ended.promise,
    start() {
      if (status !== 'queued') return;
      try {
        check();
      } catch (error) {
        begun.reject(error);
        setStatus('ended');
        ended.resolve();
        return;
      }
      worker = startTrainingProcess({ script, onEvent, priority: options.niceness ?? TRAINING_NICENESS });
      worker.begin(job);
      silentSince = Date.now();
      later(times.silence, watch);
      setStatus('starting');
      void finish(worker);
    },
    pauseTraining: () => worker?.request('pause'),
    continueTraining: () => worker?.request(null),
    save: () => worker?.save(),
    stop() {
      if (status === 'ended' || status === 'stopping') return;
      wanted = true;
      if (worker === null) {
        begun.reject(new FlowscopeError('interrupted', 'the run was stopped while it was queued', { file: runDir }));
        setStatus('ended');
        ended.resolve();
        return;
      }
      worker.request('stop');
      silentSince = Date.now();
      const running = worker;
      // Loading, a validation and a long checkpoint do not count as silence while the worker still sends events.
      afterSilence(() => {
        running.kill('SIGTERM');
        silentSince = Date.now();
        afterSilence(endHung);
      });
      setStatus('stopping');
    },
    kill() {
      wanted = true;
      if (worker === null) this.stop();
      else worker.kill('SIGKILL');
    },
  };
}
