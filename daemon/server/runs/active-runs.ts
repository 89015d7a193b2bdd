/** The runs that this daemon trains, and those in its queue. */
import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import { runPaths } from '../../runs/directory/run-paths.ts';
import type { RunStatus } from '../../runs/directory/run-status.ts';
import { listSnapshots } from '../../runs/snapshots/snapshot-folder.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import type { Executables } from '../executables.ts';
import { mayStart } from './capacity.ts';
import { createLiveRun, type LiveRun, type LiveRunTimes } from './live-run.ts';
import type { QueueStore } from './queue-store.ts';
import { recordEnd } from './record-end.ts';
import { markUnsaved, type RunCatalogue } from './run-catalogue.ts';
import type { RunEvents, RunPlace } from './run-events.ts';
import { liveInfo } from './run-info.ts';
import type { UnbornRuns } from './unborn-runs.ts';

export interface ActiveRun {
  readonly live: LiveRun;
  /** The status last read from its directory. */
  readonly base: RunStatus;
  readonly unsaved: boolean;
  /** Its run.json has been written. */
  readonly begun: boolean;
  /** Of a new run: the spec text that it will be trained from. */
  readonly specText: string | null;
  /** The user chose the folder, so the daemon must not remove it. */
  readonly named: boolean;
  /** Resolves when everything that follows the run's end is done. */
  readonly settled: Promise<void>;
}

export interface ActiveRuns {
  /**
   * Also finds a run that has just ended, until everything that follows its end is done.
   * @param run id, or canonical directory
   * @throws FlowscopeError `ambiguous-run` if several runs have the id
   */
  find(run: string): ActiveRun | null;
  all(): readonly ActiveRun[];
  infoOf(run: ActiveRun): RunInfo;
  /** Reads the directory again: another process, or this one, changed what training does not. */
  reread(run: ActiveRun): Promise<void>;
  /**
   * Queues a run, or starts it at once.
   * @param place its `runDir` is canonical
   * @throws FlowscopeError `run-exists`: the directory is in use
   */
  add(job: TrainingJob, place: RunPlace, facts: RunFacts): ActiveRun;
  busy(): { readonly running: number; readonly queued: number };
  /** Stops every run at its next checkpoint. Queued runs stay in the queue's store. */
  dispose(): Promise<void>;
}

export type RunFacts = Pick<ActiveRun, 'base' | 'unsaved' | 'named'>;

export interface ActiveRunsOptions {
  readonly script: string;
  readonly executables: Executables;
  /** Maximum number of simultaneous runs, which may exceed the number of cores; null: limited by the cores. */
  readonly most: number | null;
  /** `nice` of the training processes; default: see niceness.ts. */
  readonly niceness?: number | undefined;
  readonly catalogue: RunCatalogue;
  readonly queueStore: QueueStore;
  readonly unborn: UnbornRuns;
  readonly events: RunEvents;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

type Entry = { -readonly [K in keyof ActiveRun]: ActiveRun[K] } & { lookedAt: number };

/** Milliseconds between checks for free capacity while runs are queued. */
const LOOK = 5000;

/** Milliseconds between looks for new snapshots of a run: no event tells of them. */
const LOOK_FOR_SNAPSHOTS = 1000;

/** States in which a run uses CPU time. */
const WORKING: ReadonlySet<LiveRun['status']> = new Set(['starting', 'running', 'stopping']);

/** Events that change nothing in the run's directory that its entry shows. */
const SHOWN_BY_RUN: ReadonlySet<TrainEvent['event']> = new Set(['preparing', 'backend', 'step', 'layers', 'warning']);

export function createActiveRuns(options: ActiveRunsOptions): ActiveRuns {
  const { script, executables, most, niceness, catalogue, queueStore, unborn, events, log, times = {} } = options;
  /** By directory. */
  const entries = new Map<string, Entry>();
  const queue: Entry[] = [];
  let closing = false;

  const infoOf = (entry: ActiveRun): RunInfo => {
    const place = queue.findIndex(({ live }) => live === entry.live);
    return liveInfo({ ...entry, queuePosition: place === -1 ? null : place + 1 });
  };
  const tell = (entry: Entry) => {
    // `base` is from before the run ended: `ended` reads the directory again and reports the change itself.
    if (entry.live.status === 'ended' && entries.get(entry.live.runDir) === entry) return;
    events.changed(infoOf(entry));
  };
  const logged = (entry: RunPlace) => (error: unknown) => log(`${entry.id}: ${String(error)}`);

  async function refresh(entry: Entry): Promise<void> {
    catalogue.forget(entry.live.runDir);
    entry.base = (await catalogue.status(entry.live.runDir)).status;
    entry.begun = true;
  }

  /** A listing of one folder: reading the whole directory again takes longer. */
  async function lookForSnapshots(entry: Entry): Promise<void> {
    const now = performance.now();
    if (now - entry.lookedAt < LOOK_FOR_SNAPSHOTS) return;
    entry.lookedAt = now;
    const { snapshots } = await listSnapshots(runPaths(entry.live.runDir).snapshots);
    if (snapshots.length === entry.base.snapshots.length) return;
    entry.base = { ...entry.base, snapshots };
    tell(entry);
  }

  const drop = (entry: Entry) => {
    if (entries.get(entry.live.runDir) === entry) entries.delete(entry.live.runDir);
  };
  let timer: NodeJS.Timeout | null = null;

  async function began({ live, unsaved }: Entry): Promise<void> {
    await queueStore.remove(live.runDir);
    if (unsaved) await markUnsaved(live.runDir);
  }

  function onChange(entry: Entry, event: TrainEvent | null): void {
    const { live } = entry;
    events.spoke(live.runDir);
    if (event?.event === 'start') {
      entry.begun = true;
      began(entry).catch(logged(live));
    }
    // Steps come ten times a second and their numbers are in `figures`; for other events the directory is read again.
    if (event === null || SHOWN_BY_RUN.has(event.event)) {
      tell(entry);
      // A folder that cannot be read is told with the next event.
      if (event?.event === 'step') lookForSnapshots(entry).catch(() => {});
      // A run that pauses frees capacity.
      if (event === null) queueMicrotask(pump);
      return;
    }
    if (event.event === 'paused') queueMicrotask(pump);
    refresh(entry)
      .catch((error: unknown) => {
        logged(live)(error);
        // Its directory was removed, so there is nowhere to save.
        if (live.figures !== null && !existsSync(join(live.runDir, 'run.json'))) live.kill();
      })
      .then(() => tell(entry))
      .catch(logged(live));
  }

  function pump(): void {
    if (timer !== null) clearTimeout(timer);
    // Nothing notifies us when memory becomes free, so check again later.
    timer = queue.length > 0 ? setTimeout(pump, LOOK).unref() : null;
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
      drop(entry);
      events.spoke(live.runDir);
      return tell(entry);
    }
    await queueStore.remove(live.runDir);
    const failure = await live.begun.then(
      () => null,
      (error: unknown) => (error instanceof FlowscopeError ? error : new FlowscopeError('crashed', String(error))),
    );
    // It was stopped before it began, or its directory was removed.
    if (failure === null || failure.code === 'interrupted') {
      if (!entry.named) await rmdir(live.runDir).catch(() => undefined);
      drop(entry);
      return events.removed(live);
    }
    const { code, message } = failure;
    const info = { ...restingInfo(entry.base, entry), status: 'failed', error: { code, message } } as const;
    unborn.addFailed(info, entry.named);
    drop(entry);
    events.changed(info);
  }

  return {
    find(run) {
      const at = entries.get(run);
      if (at !== undefined) return at;
      const [first, ...more] = [...entries.values()].filter(({ live }) => live.id === run);
      if (more.length > 0) throw ambiguous(run, [first!, ...more]);
      return first ?? null;
    },
    all: () => [...entries.values()],
    infoOf,
    async reread({ live }) {
      const entry = entries.get(live.runDir);
      if (entry === undefined) return;
      await refresh(entry);
      tell(entry);
    },
    add(job, place, facts) {
      const before = entries.get(place.runDir);
      if (before !== undefined && before.live.status !== 'ended') {
        throw new FlowscopeError(
          'run-exists',
          `${place.runDir} is the directory of a run that is ${before.live.status}`,
          {
            file: place.runDir,
            exitCode: 2,
            hint: 'Choose another folder, or stop that run first.',
          },
        );
      }
      const live = createLiveRun({
        ...place,
        job,
        script,
        niceness,
        times,
        onChange: (event) => onChange(entry, event),
        check: executables.check,
        recordEnd: (death) => recordEnd(place.runDir, death).catch(logged(place)),
      });
      const settled = live.ended
        .then(() => ended(entry))
        .catch(logged(live))
        .finally(() => drop(entry));
      const specText = job.kind === 'new' ? job.specText : null;
      const entry: Entry = { live, ...facts, begun: job.kind === 'resume', specText, settled, lookedAt: 0 };
      entries.set(live.runDir, entry);
      queue.push(entry);
      pump();
      if (live.status === 'queued') tell(entry);
      return entry;
    },
    busy: () => ({ running: entries.size - queue.length, queued: queue.length }),
    async dispose() {
      closing = true;
      if (timer !== null) clearTimeout(timer);
      const active = [...entries.values()].filter(({ live }) => live.status !== 'queued');
      for (const { live } of active) live.stop();
      await Promise.all(active.map(({ settled }) => settled));
    },
  };
}

function ambiguous(id: string, runs: readonly ActiveRun[]): FlowscopeError {
  const places = runs.map(({ live }) => live.runDir).join(', ');
  return new FlowscopeError('ambiguous-run', `several runs have the id "${id}": ${places}`, {
    exitCode: 2,
    hint: 'Name the directory instead.',
  });
}
