/** The life of runs, as clients ask for it. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isLeaseHeld } from '../../runs/lease.ts';
import type { Run } from '../../runs/run-directory.ts';
import type { Plan } from '../../spec/plan.ts';
import type { Disposable, Session } from '../session.ts';
import { type ActiveRun, createActiveRuns } from './active-runs.ts';
import type { KnownFolders } from './known-folders.ts';
import type { LiveRunTimes } from './live-run.ts';
import { checkTraining, type TrainingSettings } from './new-training.ts';
import type { QueueStore } from './queue-store.ts';
import { reservePlace } from './reserve-place.ts';
import { createRunCatalogue } from './run-catalogue.ts';
import { createRunEvents, type RunListener, type RunPlace } from './run-events.ts';
import { createRunFinder } from './run-finder.ts';
import { plannedStatus, restingInfo } from './run-info.ts';
import { isInside } from './trusted-path.ts';
import { openUnbornRuns } from './unborn-runs.ts';

export interface StartRequest extends TrainingSettings {
  readonly unsaved: boolean;
  /** Absolute; null: `.flowscope/runs` beside the spec. */
  readonly runDir: string | null;
}

export interface RunService {
  /** Resolves once it has begun, or waits. @throws FlowscopeError why it cannot begin */
  start(request: StartRequest): Promise<RunInfo>;
  resume(run: string, session: Session, threads: number | null): Promise<RunInfo>;
  pause(run: string, session: Session): Promise<RunInfo>;
  /** Asks a training for a checkpoint and does not wait for it. */
  requestCheckpoint(runDir: string): void;
  /** Resolves once there is a checkpoint of now. */
  checkpoint(run: string, session: Session): Promise<RunInfo>;
  /** Resolves once it has ended. `force`: without saving. */
  stop(run: string, session: Session, force: boolean): Promise<RunInfo>;
  remove(run: string, session: Session): Promise<void>;
  /** Newest first. */
  list(session: Session, root: string | null): Promise<readonly RunInfo[]>;
  get(run: string, session: Session): Promise<RunInfo>;
  /** Where a run is or will be. @throws FlowscopeError likewise */
  locate(run: string, session: Session): Promise<RunPlace>;
  /** A run on disk. @throws FlowscopeError `run-not-found` | `run-damaged` | `needs-trust` */
  find(run: string, session: Session): Promise<Run>;
  isLive(runDir: string): boolean;
  listen(listener: RunListener): Disposable;
  busy(): { readonly running: number; readonly queued: number };
  dispose(): Promise<void>;
}

export interface RunServiceOptions {
  readonly stateFolder: string;
  readonly script: string;
  readonly known: KnownFolders;
  readonly queueStore: QueueStore;
  /** Trainings side by side at most, also more than the cores; null: as the cores allow. */
  readonly most: number | null;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

/** How long `pause` and `resume` wait for the worker, which looks up between chunks. Milliseconds. */
const ANSWER = 15_000;

export async function createRunService(options: RunServiceOptions): Promise<RunService> {
  const { script, known, queueStore, stateFolder } = options;
  const catalogue = createRunCatalogue();
  const events = createRunEvents();
  const finder = createRunFinder(catalogue, known);
  const unborn = await openUnbornRuns(queueStore);
  const active = createActiveRuns({ ...options, catalogue, unborn, events });

  function checkExecutables(): void {
    for (const path of [script, process.execPath]) {
      if (existsSync(path)) continue;
      throw new FlowscopeError('daemon-outdated', `the daemon's own file ${path} is gone: it was updated or removed`, {
        file: path,
        hint: 'Restart the daemon: it goes on with the new files. Running trainings finish.',
      });
    }
  }

  /** Resolves once it has begun, or waits. @throws FlowscopeError why it cannot begin */
  async function begun(entry: ActiveRun): Promise<RunInfo> {
    if (entry.live.status === 'queued') return active.infoOf(entry);
    try {
      await entry.live.begun;
    } catch (error) {
      // Who asked is told by the error; the list need not repeat it.
      await entry.settled;
      const failed = unborn.find(entry.live.id);
      if (failed !== null) {
        await unborn.remove(failed);
        events.removed(entry.live);
      }
      throw error;
    }
    return active.infoOf(entry);
  }

  async function start(request: StartRequest, created: string): Promise<RunInfo> {
    checkExecutables();
    const { plan, threads, steps } = await checkTraining(request);
    const { specPath, specText, unsaved, trusted } = request;
    const runDir = request.runDir ?? (await reservePlace(specPath, plan.name, stateFolder));
    const { seed } = plan.training;
    const place = { id: basename(runDir), runDir };
    const base = plannedStatus({ ...place, name: plan.name, spec: specPath, steps, seed, created });
    await known.add(dirname(runDir));
    const entry = active.add({ kind: 'new', plan, specPath, specText, runDir, threads, trusted }, place, {
      base,
      unsaved,
    });
    if (entry.live.status === 'queued') {
      await queueStore.save({
        v: 1,
        ...place,
        named: request.runDir !== null,
        name: plan.name,
        specPath,
        specText,
        unsaved,
        trusted,
        created,
        steps: request.steps,
        seed: request.seed,
        threads: request.threads,
        plannedSteps: steps,
        plannedSeed: seed,
      });
    }
    return begun(entry);
  }

  /** The run if it is trained or waits; whatever follows its end is awaited. */
  async function current(run: string): Promise<ActiveRun | null> {
    const entry = active.find(run);
    if (entry?.live.status !== 'ended') return entry;
    await entry.settled;
    return null;
  }

  async function get(run: string, session: Session): Promise<RunInfo> {
    const entry = await current(run);
    if (entry !== null) return active.infoOf(entry);
    const planned = unborn.find(run);
    if (planned !== null) return planned.info;
    const { status, unsaved } = await finder.find(run, session);
    return restingInfo(status, unsaved);
  }

  /** @throws FlowscopeError `run-not-owned`, `run-not-active` */
  async function activeRun(run: string, session: Session): Promise<ActiveRun> {
    const entry = await current(run);
    if (entry !== null) return entry;
    const { id, runDir, pid, status } = await get(run, session);
    if (pid === null) {
      throw new FlowscopeError('run-not-active', `the run ${id} is not being trained: it is ${status}`, {
        file: runDir,
        exitCode: 2,
      });
    }
    throw new FlowscopeError('run-not-owned', `the run ${id} is trained by process ${pid}, not by this daemon`, {
      file: runDir,
      hint: 'Stop or pause it where it was started (Ctrl-C in its terminal).',
    });
  }

  /** Waits until it is as wanted, ends, or takes too long; the answer tells which. */
  async function settled({ live }: ActiveRun, wanted: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(ANSWER);
    while (!wanted() && live.status !== 'ended' && !late.aborted) {
      await new Promise<void>((done) => {
        const listening = events.listen({ spoke: finish });
        const timer = setTimeout(finish, 500);
        function finish() {
          clearTimeout(timer);
          listening.dispose();
          done();
        }
      });
    }
  }

  return {
    start: (request) => start(request, new Date().toISOString()),
    async resume(run, session, threads) {
      const entry = await current(run);
      if (entry !== null) {
        entry.live.continueTraining();
        await settled(entry, () => entry.live.status !== 'paused');
        return active.infoOf(entry);
      }
      const planned = unborn.find(run);
      if (planned?.waiting) {
        const { waiting } = planned;
        await unborn.remove(planned);
        events.removed(waiting);
        return start(
          { ...waiting, runDir: waiting.named ? waiting.runDir : null, threads: threads ?? waiting.threads },
          waiting.created,
        );
      }
      checkExecutables();
      const { run: found, status: base, unsaved } = await finder.find(run, session);
      const { directory: runDir, record } = found;
      const { suggestedThreads } = await import('../../training/suggested-threads.ts');
      const own = threads ?? suggestedThreads(record.plan as unknown as Plan, availableParallelism());
      const job = { kind: 'resume', runDir, threads: own, trusted: session.trusted } as const;
      return begun(active.add(job, { id: record.id, runDir }, { base, unsaved }));
    },
    async pause(run, session) {
      const entry = await activeRun(run, session);
      entry.live.pauseTraining();
      await settled(entry, () => entry.live.status === 'paused');
      return active.infoOf(entry);
    },
    requestCheckpoint: (runDir) => active.find(runDir)?.live.save(),
    async checkpoint(run, session) {
      const entry = await activeRun(run, session);
      const step = entry.live.figures?.step ?? 0;
      entry.live.save();
      await settled(entry, () => (entry.base.checkpoints.at(-1)?.step ?? -1) >= step);
      return active.infoOf(entry);
    },
    async stop(run, session, force) {
      const entry = await activeRun(run, session);
      if (force) entry.live.kill();
      else entry.live.stop();
      await entry.settled;
      return restingInfo(entry.base, entry.unsaved);
    },
    async remove(run, session) {
      const entry = await current(run);
      if (entry !== null) {
        const { id, runDir: file, status } = entry.live;
        throw new FlowscopeError('run-active', `the run ${id} is ${status}`, { file, hint: 'Stop it first.' });
      }
      const planned = unborn.find(run);
      if (planned !== null) {
        await unborn.remove(planned);
        return events.removed(planned.info);
      }
      const { directory, record } = (await finder.find(run, session)).run;
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
      events.removed({ id: record.id, runDir: directory });
    },
    async list(session, root) {
      const runs = new Map<string, RunInfo>();
      for (const folder of await finder.folders(session, root)) {
        for (const { run, status, unsaved } of await catalogue.list(folder)) {
          runs.set(run.directory, restingInfo(status, unsaved));
        }
      }
      const others = [...unborn.all().map(({ info }) => info), ...active.all().map(active.infoOf)];
      for (const info of others) if (root === null || isInside(info.runDir, root)) runs.set(info.runDir, info);
      return [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
    },
    get,
    async locate(run, session) {
      const entry = active.find(run);
      if (entry !== null) return { id: entry.live.id, runDir: entry.live.runDir };
      const { record, directory } = (await finder.find(run, session)).run;
      return { id: record.id, runDir: directory };
    },
    async find(run, session) {
      const entry = active.find(run);
      return (await finder.find(entry?.live.runDir ?? run, session)).run;
    },
    isLive: (runDir) => active.find(runDir) !== null,
    listen: events.listen,
    busy: active.busy,
    dispose: active.dispose,
  };
}
