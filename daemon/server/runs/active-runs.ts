/** The runs that this daemon trains, and those that wait for their turn. */
import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { RunStatus } from '../../runs/run-status.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import { mayStart } from './capacity.ts';
import { createLiveRun, type LiveRun, type LiveRunTimes } from './live-run.ts';
import type { QueueStore } from './queue-store.ts';
import { recordDeath } from './record-death.ts';
import { markUnsaved, type RunCatalogue } from './run-catalogue.ts';
import type { RunEvents, RunPlace } from './run-events.ts';
import { liveInfo, restingInfo } from './run-info.ts';
import type { UnbornRuns } from './unborn-runs.ts';

export interface ActiveRun {
  readonly live: LiveRun;
  /** What its directory said last. */
  readonly base: RunStatus;
  readonly unsaved: boolean;
  /** Resolves when everything that follows its end is done. */
  readonly settled: Promise<void>;
}

export interface ActiveRuns {
  /** Also one that has just ended, until everything that follows is done. @param run id or directory */
  find(run: string): ActiveRun | null;
  all(): readonly ActiveRun[];
  infoOf(run: ActiveRun): RunInfo;
  /** Into the queue, or to work at once. */
  add(job: TrainingJob, place: RunPlace, facts: RunFacts): ActiveRun;
  busy(): { readonly running: number; readonly queued: number };
  /** Stops every training at its next checkpoint. What waits stays in the queue's store. */
  dispose(): Promise<void>;
}

export interface RunFacts {
  readonly base: RunStatus;
  readonly unsaved: boolean;
}

export interface ActiveRunsOptions {
  readonly script: string;
  /** Trainings side by side at most, also more than the cores; null: as the cores allow. */
  readonly most: number | null;
  readonly catalogue: RunCatalogue;
  readonly queueStore: QueueStore;
  readonly unborn: UnbornRuns;
  readonly events: RunEvents;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

type Entry = { -readonly [K in keyof ActiveRun]: ActiveRun[K] };

/** States in which a run takes the processor's time. */
const WORKING: ReadonlySet<LiveRun['status']> = new Set(['starting', 'running', 'stopping']);

export function createActiveRuns(options: ActiveRunsOptions): ActiveRuns {
  const { script, most, catalogue, queueStore, unborn, events, log, times = {} } = options;
  const entries = new Map<string, Entry>();
  const queue: Entry[] = [];
  let closing = false;

  const infoOf = (entry: ActiveRun): RunInfo => {
    const place = queue.findIndex(({ live }) => live === entry.live);
    return liveInfo({ ...entry, queuePosition: place === -1 ? null : place + 1 });
  };
  const tell = (entry: Entry) => events.changed(infoOf(entry));
  const logged = (entry: RunPlace) => (error: unknown) => log(`${entry.id}: ${String(error)}`);

  async function refresh(entry: Entry): Promise<void> {
    catalogue.forget(entry.live.runDir);
    entry.base = (await catalogue.status(entry.live.runDir)).status;
  }

  async function began({ live, unsaved }: Entry): Promise<void> {
    await queueStore.remove(live.id);
    if (unsaved) await markUnsaved(live.runDir);
  }

  function onChange(entry: Entry, event: TrainEvent | null): void {
    const { live } = entry;
    events.spoke(live.runDir);
    if (event?.event === 'start') began(entry).catch(logged(live));
    // Steps come ten times a second and are in the figures; the rest is read where it is kept.
    if (event === null || event.event === 'step' || event.event === 'layers') {
      tell(entry);
      return;
    }
    refresh(entry)
      .then(() => tell(entry))
      .catch(logged(live));
  }

  function pump(): void {
    while (queue.length > 0 && !closing) {
      const running = [...entries.values()].filter(({ live }) => WORKING.has(live.status));
      const threads = running.map(({ live }) => live.threads);
      const machine = { cores: availableParallelism(), availableMemory: process.availableMemory() };
      if (!mayStart(threads, queue[0]!.live.threads, machine, most)) return;
      queue.shift()!.live.start();
      for (const waiting of queue) tell(waiting);
    }
  }

  async function ended(entry: Entry): Promise<void> {
    const { live } = entry;
    const place = queue.indexOf(entry);
    if (place !== -1) queue.splice(place, 1);
    pump();
    if (existsSync(join(live.runDir, 'run.json'))) {
      await refresh(entry);
      entries.delete(live.id);
      events.spoke(live.runDir);
      return tell(entry);
    }
    await queueStore.remove(live.id);
    const failure = await live.begun.then(
      () => null,
      (error: unknown) => (error instanceof FlowscopeError ? error : new FlowscopeError('crashed', String(error))),
    );
    if (failure === null || failure.code === 'interrupted') {
      // Only if it is empty: the user may have named the folder.
      await rmdir(live.runDir).catch(() => undefined);
      entries.delete(live.id);
      return events.removed(live);
    }
    const { code, message } = failure;
    const info = { ...restingInfo(entry.base, entry.unsaved), status: 'failed', error: { code, message } } as const;
    unborn.addFailed(info);
    entries.delete(live.id);
    events.changed(info);
  }

  return {
    find: (run) => entries.get(run) ?? [...entries.values()].find(({ live }) => live.runDir === run) ?? null,
    all: () => [...entries.values()],
    infoOf,
    add(job, place, facts) {
      const live = createLiveRun({
        ...place,
        job,
        script,
        times,
        onChange: (event) => onChange(entry, event),
        recordDeath: (death) => recordDeath(place.runDir, death).catch(logged(place)),
      });
      const settled = live.ended
        .then(() => ended(entry))
        .catch(logged(live))
        .finally(() => entries.delete(live.id));
      const entry: Entry = { live, ...facts, settled };
      entries.set(live.id, entry);
      queue.push(entry);
      pump();
      if (live.status === 'queued') tell(entry);
      return entry;
    },
    busy: () => ({ running: entries.size - queue.length, queued: queue.length }),
    async dispose() {
      closing = true;
      const active = [...entries.values()].filter(({ live }) => live.status !== 'queued');
      for (const { live } of active) live.stop();
      await Promise.all(active.map(({ settled }) => settled));
    },
  };
}
