/** The runs: those that this daemon trains or will train, and those that lie on disk. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isLeaseHeld } from '../../runs/lease.ts';
import type { Run } from '../../runs/run-directory.ts';
import type { RunStatus } from '../../runs/run-status.ts';
import type { TrainingJob } from '../../training/training-job.ts';
import type { Disposable, Session } from '../session.ts';
import { mayStart } from './capacity.ts';
import type { KnownFolders } from './known-folders.ts';
import { createLiveRun, type LiveRun, type LiveRunTimes } from './live-run.ts';
import { checkTraining, type TrainingSettings } from './new-training.ts';
import type { QueueStore, WaitingRun } from './queue-store.ts';
import { recordDeath } from './record-death.ts';
import { reservePlace } from './reserve-place.ts';
import { createRunCatalogue, markUnsaved } from './run-catalogue.ts';
import { findRunFolders } from './run-folders.ts';
import { liveInfo, plannedStatus, restingInfo } from './run-info.ts';
import { isInside } from './trusted-path.ts';

export interface StartRequest extends TrainingSettings {
  readonly unsaved: boolean;
  /** Absolute; null: `.flowscope/runs` beside the spec. */
  readonly runDir: string | null;
}

export type RunListener = {
  /** A run's entry is another. */
  changed?(info: RunInfo): void;
  removed?(run: { readonly id: string; readonly runDir: string }): void;
  /** Its worker spoke: there may be more in its log. */
  spoke?(runDir: string): void;
};

export interface RunService {
  /** Resolves once it has begun, or waits. @throws FlowscopeError why it cannot begin */
  start(request: StartRequest): Promise<RunInfo>;
  resume(run: string, session: Session, threads: number | null): Promise<RunInfo>;
  pause(run: string, session: Session): Promise<RunInfo>;
  /** Resolves once it has ended. `force`: without saving. */
  stop(run: string, session: Session, force: boolean): Promise<RunInfo>;
  remove(run: string, session: Session): Promise<void>;
  list(session: Session, root: string | null): Promise<readonly RunInfo[]>;
  get(run: string, session: Session): Promise<RunInfo>;
  /** A run on disk. @throws FlowscopeError `run-not-found` | `run-damaged` | `needs-trust` */
  find(run: string, session: Session): Promise<Run>;
  /** The `runs` folders that a session sees. */
  folders(session: Session, root: string | null): Promise<readonly string[]>;
  isLive(runDir: string): boolean;
  listen(listener: RunListener): Disposable;
  busy(): { readonly running: number; readonly queued: number };
  /** Stops every training at its next checkpoint. */
  dispose(): Promise<void>;
}

export interface RunServiceOptions {
  readonly stateFolder: string;
  readonly script: string;
  readonly known: KnownFolders;
  readonly queueStore: QueueStore;
  /** Trainings side by side; null: by cores and memory. */
  readonly most: number | null;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes>;
}

interface Entry {
  readonly live: LiveRun;
  base: RunStatus;
  readonly unsaved: boolean;
  /** Its directory has no run.json yet. */
  readonly planned: boolean;
}

/** How long `pause` and `resume` wait for the worker, which looks up between chunks. Milliseconds. */
const ANSWER = 15_000;

export async function createRunService(options: RunServiceOptions): Promise<RunService> {
  const { script, known, queueStore, most, log } = options;
  const catalogue = createRunCatalogue();
  const listeners = new Set<RunListener>();
  const entries = new Map<string, Entry>();
  const queue: Entry[] = [];
  /** Runs without a run.json: left by an earlier daemon's queue, or unable to begin. By id. */
  const unborn = new Map<string, { readonly info: RunInfo; readonly waiting: WaitingRun | null }>();
  let closing = false;

  for (const waiting of await queueStore.load()) {
    // It began just before the daemon died.
    if (existsSync(join(waiting.runDir, 'run.json'))) {
      await queueStore.remove(waiting.id);
      continue;
    }
    const { plannedSteps: steps, plannedSeed: seed, specPath: spec } = waiting;
    const status = plannedStatus({ ...waiting, spec, steps, seed });
    unborn.set(waiting.id, { info: restingInfo(status, waiting.unsaved), waiting });
  }

  const infoOf = (entry: Entry): RunInfo => {
    const place = queue.indexOf(entry);
    return liveInfo({ ...entry, queuePosition: place === -1 ? null : place + 1 });
  };
  const tell = (info: RunInfo) => {
    for (const listener of listeners) listener.changed?.(info);
  };
  const tellRemoved = (run: { readonly id: string; readonly runDir: string }) => {
    for (const listener of listeners) listener.removed?.(run);
  };

  async function refresh(entry: Entry): Promise<void> {
    catalogue.forget(entry.live.runDir);
    entry.base = (await catalogue.status(entry.live.runDir)).status;
  }

  function onChange(entry: Entry, event: TrainEvent | null): void {
    for (const listener of listeners) listener.spoke?.(entry.live.runDir);
    if (event?.event === 'start')
      void begun(entry).catch((error: unknown) => log(`${entry.live.id}: ${String(error)}`));
    // Steps come ten times a second and are in the figures; the rest is read where it is kept.
    if (event !== null && event.event !== 'step' && event.event !== 'layers') {
      void refresh(entry)
        .catch((error: unknown) => log(`${entry.live.id}: ${String(error)}`))
        .then(() => tell(infoOf(entry)));
    } else {
      tell(infoOf(entry));
    }
  }

  async function begun({ live, unsaved }: Entry): Promise<void> {
    await queueStore.remove(live.id);
    if (unsaved) await markUnsaved(live.runDir);
  }

  function pump(): void {
    while (queue.length > 0 && !closing) {
      const next = queue[0]!;
      const running = [...entries.values()]
        .filter(({ live }) => ['starting', 'running', 'stopping'].includes(live.status))
        .map(({ live }) => live.threads);
      const machine = { cores: availableParallelism(), availableMemory: process.availableMemory() };
      if (!mayStart(running, next.live.threads, machine, most)) return;
      queue.shift();
      next.live.start();
      for (const waiting of queue) tell(infoOf(waiting));
    }
  }

  function enqueue(job: TrainingJob, place: { id: string; runDir: string }, facts: Omit<Entry, 'live'>): Entry {
    const live = createLiveRun({
      ...place,
      job,
      script,
      onChange: (event) => onChange(entry, event),
      recordDeath: (death) =>
        recordDeath(place.runDir, death).catch((error: unknown) => log(`${place.id}: ${String(error)}`)),
      ...(options.times === undefined ? {} : { times: options.times }),
    });
    const entry: Entry = { live, ...facts };
    entries.set(live.id, entry);
    queue.push(entry);
    void live.ended.then(() => ended(entry)).catch((error: unknown) => log(`${live.id}: ${String(error)}`));
    return entry;
  }

  async function ended(entry: Entry): Promise<void> {
    const { live } = entry;
    const place = queue.indexOf(entry);
    if (place !== -1) queue.splice(place, 1);
    entries.delete(live.id);
    pump();
    const failure = await live.begun.then(
      () => null,
      (error: unknown) => (error instanceof FlowscopeError ? error : new FlowscopeError('crashed', String(error))),
    );
    if (failure !== null && entry.planned && !existsSync(join(live.runDir, 'run.json'))) {
      await queueStore.remove(live.id);
      if (failure.code === 'interrupted') {
        await rm(live.runDir, { recursive: true, force: true });
        return tellRemoved(live);
      }
      const { code, message } = failure;
      const info = { ...restingInfo(entry.base, entry.unsaved), status: 'failed', error: { code, message } } as const;
      unborn.set(live.id, { info, waiting: null });
      return tell(info);
    }
    await refresh(entry);
    for (const listener of listeners) listener.spoke?.(live.runDir);
    tell(restingInfo(entry.base, entry.unsaved));
  }

  /** @throws FlowscopeError why it cannot begin */
  async function launch(entry: Entry): Promise<RunInfo> {
    pump();
    if (entry.live.status === 'queued') tell(infoOf(entry));
    else await entry.live.begun.catch((error: unknown) => forgetFailed(entry, error));
    return infoOf(entry);
  }

  /** Who asked is told by the error; the list need not repeat it. */
  async function forgetFailed(entry: Entry, error: unknown): Promise<never> {
    await entry.live.ended;
    if (unborn.delete(entry.live.id)) {
      await rm(entry.live.runDir, { recursive: true, force: true });
      tellRemoved(entry.live);
    }
    throw error;
  }

  function checkExecutables(): void {
    for (const path of [script, process.execPath]) {
      if (existsSync(path)) continue;
      throw new FlowscopeError('daemon-outdated', `the daemon's own file ${path} is gone: it was updated or removed`, {
        file: path,
        hint: 'Restart the daemon: it goes on with the new files. Running trainings finish.',
      });
    }
  }

  async function startNew(request: StartRequest, created: string): Promise<RunInfo> {
    checkExecutables();
    if (closing) throw new FlowscopeError('closing', 'the daemon is ending', { hint: 'Try again in a moment.' });
    const { plan, threads, steps } = await checkTraining(request);
    const { specPath, specText, unsaved, trusted } = request;
    const runDir = request.runDir ?? (await reservePlace(specPath, plan.name, options.stateFolder));
    const id = basename(runDir);
    const { seed } = plan.training;
    const base = plannedStatus({ id, runDir, name: plan.name, spec: specPath, steps, seed, created });
    const job: TrainingJob = { kind: 'new', plan, specPath, specText, runDir, threads, trusted };
    if (request.runDir === null) await known.add(dirname(runDir));
    const entry = enqueue(job, { id, runDir }, { base, unsaved, planned: true });
    const info = await launch(entry);
    if (info.status === 'queued') await saveWaiting(entry, request, { steps, seed, name: plan.name });
    return info;
  }

  function saveWaiting(
    { live, base }: Entry,
    { specPath, specText, unsaved, trusted, ...settings }: StartRequest,
    planned: { steps: number; seed: number; name: string },
  ): Promise<void> {
    return queueStore.save({
      v: 1,
      id: live.id,
      runDir: live.runDir,
      name: planned.name,
      specPath,
      specText,
      unsaved,
      trusted,
      created: base.started,
      steps: settings.steps,
      seed: settings.seed,
      threads: settings.threads,
      plannedSteps: planned.steps,
      plannedSeed: planned.seed,
    });
  }

  const liveOf = (run: string): Entry | null =>
    entries.get(run) ?? [...entries.values()].find(({ live }) => live.runDir === run) ?? null;
  const unbornOf = (run: string) =>
    unborn.get(run) ?? [...unborn.values()].find(({ info }) => info.runDir === run) ?? null;

  async function folders(session: Session, root: string | null): Promise<readonly string[]> {
    const roots = root === null ? session.folders : [root];
    const below = (await Promise.all(roots.map(findRunFolders))).flat();
    const own = root === null ? known.all() : [root];
    return [...new Set([...below, ...own])];
  }

  async function find(run: string, session: Session): Promise<Run> {
    if (isAbsolute(run)) {
      const seen = session.trusted || [...session.folders, ...known.all()].some((folder) => isInside(run, folder));
      if (seen) return (await catalogue.status(run)).run;
      throw new FlowscopeError('needs-trust', `${run} lies outside the folders of this untrusted workspace`, {
        file: run,
        exitCode: 2,
        hint: 'Trust the workspace to open it.',
      });
    }
    const live = entries.get(run);
    if (live !== undefined) return (await catalogue.status(live.live.runDir)).run;
    for (const folder of basename(run) === run ? await folders(session, null) : []) {
      if (existsSync(join(folder, run, 'run.json'))) return (await catalogue.status(join(folder, run))).run;
    }
    throw new FlowscopeError('run-not-found', `there is no run "${run}" in the folders of this session`, {
      exitCode: 2,
      hint: 'run/list lists the runs; the absolute path of a run directory works too.',
    });
  }

  async function get(run: string, session: Session): Promise<RunInfo> {
    const entry = liveOf(run);
    if (entry !== null) return infoOf(entry);
    const planned = unbornOf(run);
    if (planned !== null) return planned.info;
    const { directory } = await find(run, session);
    const { status, unsaved } = await catalogue.status(directory);
    return restingInfo(status, unsaved);
  }

  /** @throws FlowscopeError `run-not-owned`, `run-not-active` */
  async function active(run: string, session: Session): Promise<Entry> {
    const entry = liveOf(run);
    if (entry !== null) return entry;
    const info = await get(run, session);
    if (info.pid === null) {
      throw new FlowscopeError('run-not-active', `the run ${info.id} is not being trained: it is ${info.status}`, {
        file: info.runDir,
        exitCode: 2,
      });
    }
    throw new FlowscopeError(
      'run-not-owned',
      `the run ${info.id} is trained by process ${info.pid}, not by this daemon`,
      {
        file: info.runDir,
        hint: 'Stop or pause it where it was started (Ctrl-C in its terminal).',
      },
    );
  }

  /** Waits for a status, an end, or the time; the answer tells which. */
  async function settled(entry: Entry, wanted: () => boolean): Promise<RunInfo> {
    const until = Date.now() + ANSWER;
    while (!wanted() && entry.live.status !== 'ended' && Date.now() < until) {
      await new Promise<void>((done) => {
        const off = listen({ spoke: () => finish() });
        const timer = setTimeout(finish, 500);
        function finish() {
          clearTimeout(timer);
          off.dispose();
          done();
        }
      });
    }
    return infoOf(entry);
  }

  function listen(listener: RunListener): Disposable {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  }

  return {
    start: (request) => startNew(request, new Date().toISOString()),
    async resume(run, session, threads) {
      const entry = liveOf(run);
      if (entry !== null) {
        entry.live.continueTraining();
        return settled(entry, () => entry.live.status !== 'paused');
      }
      const planned = unbornOf(run);
      if (planned?.waiting) {
        const { waiting } = planned;
        await rm(waiting.runDir, { recursive: true, force: true });
        await queueStore.remove(waiting.id);
        unborn.delete(waiting.id);
        tellRemoved(waiting);
        return startNew({ ...waiting, runDir: null, threads: threads ?? waiting.threads }, waiting.created);
      }
      checkExecutables();
      const found = await find(run, session);
      const { status: base, unsaved } = await catalogue.status(found.directory);
      const { suggestedThreads } = await import('../../training/suggested-threads.ts');
      const own = threads ?? suggestedThreads(found.record.plan as never, availableParallelism());
      const job: TrainingJob = { kind: 'resume', runDir: found.directory, threads: own, trusted: session.trusted };
      const place = { id: found.record.id, runDir: found.directory };
      return launch(enqueue(job, place, { base, unsaved, planned: false }));
    },
    async pause(run, session) {
      const entry = await active(run, session);
      entry.live.pauseTraining();
      return settled(entry, () => entry.live.status === 'paused');
    },
    async stop(run, session, force) {
      const entry = await active(run, session);
      if (force) entry.live.kill();
      else entry.live.stop();
      await entry.live.ended;
      if (!existsSync(join(entry.live.runDir, 'run.json'))) return restingInfo(entry.base, entry.unsaved);
      await refresh(entry);
      return restingInfo(entry.base, entry.unsaved);
    },
    async remove(run, session) {
      const entry = liveOf(run);
      if (entry !== null) {
        throw new FlowscopeError('run-active', `the run ${entry.live.id} is ${entry.live.status}`, {
          file: entry.live.runDir,
          hint: 'Stop it first.',
        });
      }
      const planned = unbornOf(run);
      if (planned !== null) {
        unborn.delete(planned.info.id);
        await queueStore.remove(planned.info.id);
        await rm(planned.info.runDir, { recursive: true, force: true });
        return tellRemoved(planned.info);
      }
      const { directory, record } = await find(run, session);
      if (isLeaseHeld(directory)) {
        throw new FlowscopeError('run-locked', `the run ${record.id} is being trained by another process`, {
          file: directory,
          hint: 'Stop it where it was started.',
        });
      }
      // Renamed first: a deletion that is cut short leaves no half run in the list. A link is removed, not followed.
      const doomed = join(dirname(directory), `.deleted-${basename(directory)}`);
      await rename(directory, doomed);
      catalogue.forget(directory);
      await rm(doomed, { recursive: true, force: true });
      tellRemoved({ id: record.id, runDir: directory });
    },
    async list(session, root) {
      const runs = new Map<string, RunInfo>();
      for (const folder of await folders(session, root)) {
        for (const { run, status, unsaved } of await catalogue.list(folder)) {
          runs.set(run.directory, restingInfo(status, unsaved));
        }
      }
      const seen = (runDir: string) => root === null || isInside(runDir, root);
      for (const { info } of unborn.values()) if (seen(info.runDir)) runs.set(info.runDir, info);
      for (const entry of entries.values()) if (seen(entry.live.runDir)) runs.set(entry.live.runDir, infoOf(entry));
      return [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
    },
    get,
    find,
    folders,
    isLive: (runDir) => [...entries.values()].some(({ live }) => live.runDir === runDir),
    listen,
    busy: () => ({ running: entries.size - queue.length, queued: queue.length }),
    async dispose() {
      closing = true;
      const active = [...entries.values()].filter(({ live }) => live.status !== 'queued');
      for (const { live } of active) live.stop();
      await Promise.all(active.map(({ live }) => live.ended));
    },
  };
}
