/** Starts, controls and lists runs for clients. */
import { availableParallelism } from 'node:os';
import { basename, dirname } from 'node:path';
import type { AnnotationChange } from '../../../protocol/annotation.ts';
import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { jsonObjectOf } from '../../encoding/json.ts';
import { chosenEngine } from '../../models/chosen-engine.ts';
import { annotate } from '../../runs/description/annotate.ts';
import { planFacts } from '../../runs/description/plan-facts.ts';
import { canonicalPath, isReallyInside } from '../../runs/directory/canonical-path.ts';
import type { UnreadableRun } from '../../runs/directory/find-run.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import { checkGiven } from '../../runs/directory/run-directory.ts';
import { planOf } from '../../spec/parse-plan.ts';
import { Aborted } from '../aborted.ts';
import { asOutdated, watchExecutables } from '../executables.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Disposable, Session } from '../session.ts';
import { type ActiveRun, createActiveRuns } from './active-runs.ts';
import type { Deletions } from './deletions.ts';
import type { KnownFolders } from './known-folders.ts';
import type { LiveRunTimes } from './live-run.ts';
import { checkTraining, type TrainingSettings } from './new-training.ts';
import type { QueueStore, WaitingRun } from './queue-store.ts';
import { reservePlace } from './reserve-place.ts';
import { createRunCatalogue } from './run-catalogue.ts';
import { notAnswering, stillQueued, tooManyRuns } from './run-errors.ts';
import { createRunEvents, type RunListener } from './run-events.ts';
import { createRunFinder } from './run-finder.ts';
import { plannedStatus } from './run-info.ts';
import { createRunLookup, type RunLookup } from './run-lookup.ts';
import { createRunRemoval, type RunRemoval } from './run-removal.ts';
import { checkSpecFolder } from './spec-folder.ts';
import { trustedEngine } from './trusted-engine.ts';
import { checkPath } from './trusted-path.ts';
import { openUnbornRuns, type UnbornRun } from './unborn-runs.ts';

export interface StartRequest extends TrainingSettings {
  readonly session: Pick<Session, 'id'>;
  readonly unsaved: boolean;
  /** Absolute; null: `.flowscope/runs` beside the spec. */
  readonly runDir: string | null;
}

export interface ResumeOptions {
  readonly threads: number | null;
  readonly takeOver: boolean;
  readonly fromStart?: boolean;
  readonly engine?: EngineChoice;
  readonly signal: AbortSignal;
}

export interface ListedRuns {
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly damaged: readonly UnreadableRun[];
}

export interface RunService extends RunRemoval, Pick<RunLookup, 'find' | 'locate' | 'sees' | 'plannedText'> {
  /**
   * Resolves once the run has begun or is queued. Cancelling the request before that stops the run.
   * @throws FlowscopeError if the run cannot begin
   */
  start(request: StartRequest, signal: AbortSignal): Promise<RunInfo>;
  resume(run: string, session: Session, options: ResumeOptions): Promise<RunInfo>;
  pause(run: string, session: Session): Promise<RunInfo>;
  /** Asks the run for a checkpoint without waiting for it. */
  requestCheckpoint(runDir: string): void;
  /** Resolves once the current state is saved. */
  checkpoint(run: string, session: Session): Promise<RunInfo>;
  /** Resolves once the run has ended. `force`: end it without saving. */
  stop(run: string, session: Session, force: boolean): Promise<RunInfo>;
  /** Changes the label and the note of a run that has begun. */
  annotate(run: string, session: Session, change: AnnotationChange): Promise<RunInfo>;
  /** Newest first. */
  list(session: Session, root: string | null): Promise<ListedRuns>;
  get(run: string, session: Session): Promise<RunInfo>;
  /** @param runDir canonical */
  isLive(runDir: string): boolean;
  listen(listener: RunListener): Disposable;
  busy(): { readonly running: number; readonly queued: number };
  dispose(): Promise<void>;
}

export interface RunServiceOptions {
  readonly stateFolder: string;
  readonly script: string;
  readonly check: CheckSpec;
  readonly known: KnownFolders;
  readonly queueStore: QueueStore;
  readonly deletions: Deletions;
  /** Maximum number of simultaneous runs, which may exceed the number of cores; null: limited by the cores. */
  readonly most: number | null;
  /** Maximum number of queued runs; default 500. */
  readonly mostQueued?: number | undefined;
  /** `nice` of the training processes; default: see niceness.ts. */
  readonly niceness?: number | undefined;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

/** How long `pause` and similar requests wait for the worker, which responds between chunks. Milliseconds. */
const ANSWER = 15_000;

/** Each has a directory, and its spec in the memory. */
const MOST_QUEUED = 500;

export async function createRunService(options: RunServiceOptions): Promise<RunService> {
  const { script, check, known, queueStore, deletions, stateFolder, mostQueued: most = MOST_QUEUED } = options;
  const catalogue = createRunCatalogue();
  const events = createRunEvents();
  const finder = createRunFinder(catalogue, known);
  const unborn = await openUnbornRuns(queueStore);
  const executables = watchExecutables([script, process.execPath]);
  const active = createActiveRuns({ ...options, executables, catalogue, unborn, events });
  const lookup = createRunLookup(active, unborn, finder);
  const removal = createRunRemoval({ catalogue, events, unborn, active, lookup, deletions });
  /** Requests that are about to queue a run. */
  let starting = 0;
  /** Runs of an earlier daemon that are being started, by directory. */
  const resuming = new Map<string, Promise<RunInfo>>();

  /** Resolves once the run has begun or is queued. @throws FlowscopeError if it cannot begin */
  async function begun(entry: ActiveRun, signal: AbortSignal): Promise<RunInfo> {
    if (entry.live.status === 'queued') return active.infoOf(entry);
    const cancel = () => {
      // If the client merely disconnected, the run continues.
      if (signal.reason instanceof Aborted && signal.reason.why === 'cancelled') entry.live.kill();
    };
    signal.addEventListener('abort', cancel);
    try {
      if (signal.aborted) cancel();
      await entry.live.begun;
    } catch (error) {
      // The error tells the client why, so the failed run need not stay in the list.
      await entry.settled;
      const failed = unborn.find(entry.live.runDir);
      if (failed !== null) {
        await unborn.remove(failed);
        events.removed(entry.live);
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return active.infoOf(entry);
  }

  /** A place in the queue is taken before anything is awaited: requests that come together see each other's. */
  async function start(request: StartRequest, created: string, signal: AbortSignal): Promise<RunInfo> {
    if (active.busy().queued + starting >= most) throw tooManyRuns(most);
    starting++;
    let entry: ActiveRun;
    try {
      entry = await queueNew(request, created, signal);
    } finally {
      starting--;
    }
    return begun(entry, signal);
  }

  async function queueNew(request: StartRequest, created: string, signal: AbortSignal): Promise<ActiveRun> {
    executables.check();
    const { plan, threads, steps, parameters } = await checkTraining(request, {
      check,
      session: request.session,
      signal,
    });
    signal.throwIfAborted();
    const { specPath, specText, unsaved, trusted, engine = {} } = request;
    // The worker does this too; a request that cannot work is refused at once.
    const { backend } = chosenEngine(plan, engine).plan;
    const { seed } = plan.training;
    const named = request.runDir !== null;
    const runDir = await canonicalPath(request.runDir ?? (await reservePlace(specPath, plan.name, stateFolder)));
    // Check now: otherwise a queued run would only be refused when its turn comes.
    if (named) await checkGiven(runDir);
    const place = { id: basename(runDir), runDir };
    const { name } = plan;
    const facts = planFacts(jsonObjectOf(plan));
    const base = plannedStatus({ ...place, name, spec: specPath, steps, seed, parameters, backend, created, facts });
    const job = { kind: 'new', plan, specPath, specText, runDir, threads, trusted, engine } as const;
    const entry = active.add(job, place, { base, unsaved, named });
    await (named ? known.addRun(runDir) : known.add(dirname(runDir)));
    if (entry.live.status === 'queued') {
      await queueStore.save({
        v: 1,
        ...place,
        named,
        name: plan.name,
        specPath,
        specText,
        unsaved,
        trusted,
        created,
        steps: request.steps,
        seed: request.seed,
        threads: request.threads,
        ...(Object.keys(engine).length === 0 ? {} : { engine }),
        plannedSteps: steps,
        plannedSeed: seed,
        plannedParameters: parameters,
      });
    }
    return entry;
  }

  /** Starts a run that an earlier daemon left in its queue, and removes it from the queue once it has started. */
  async function startWaiting(
    planned: UnbornRun,
    waiting: WaitingRun,
    session: Session,
    { threads, signal }: Pick<ResumeOptions, 'threads' | 'signal'>,
  ): Promise<RunInfo> {
    await checkPath(session, waiting.specPath, 'the spec');
    if (waiting.named) await checkPath(session, waiting.runDir, 'the run directory');
    const request = {
      ...waiting,
      session,
      trusted: waiting.trusted && session.trusted,
      runDir: waiting.named ? waiting.runDir : null,
      threads: threads ?? waiting.threads,
      engine: trustedEngine(waiting.engine, session),
    };
    const info = await start(request, waiting.created, signal);
    if (info.runDir !== waiting.runDir) {
      await unborn.remove(planned);
      events.removed(waiting);
    } else unborn.forget(planned);
    return info;
  }

  async function goOn(entry: ActiveRun): Promise<RunInfo> {
    entry.live.continueTraining();
    await settled(entry, () => entry.live.status !== 'paused');
    return active.infoOf(entry);
  }

  /** Waits until `wanted` is true, the run ends, or the time is up. */
  async function settled({ live }: ActiveRun, wanted: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(ANSWER);
    while (!wanted() && live.status !== 'ended' && !late.aborted) {
      await new Promise<void>((done) => {
        const listening = events.listen({ spoke: finish, changed: finish });
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
    start: (request, signal) => start(request, new Date().toISOString(), signal),
    async resume(run, session, { threads, takeOver, fromStart = false, engine = {}, signal }) {
      const going = await lookup.active(run, session);
      if (going !== null) return goOn(going);
      const planned = await lookup.unborn(run, session);
      if (planned?.waiting) {
        const { runDir } = planned.waiting;
        const other = resuming.get(runDir);
        if (other !== undefined) return other;
        const started = startWaiting(planned, planned.waiting, session, { threads, signal });
        resuming.set(runDir, started);
        return await started.finally(() => resuming.delete(runDir));
      }
      executables.check();
      const { run: found, status: base, unsaved } = await lookup.onDisk(run, session);
      await checkSpecFolder(found, session);
      const { record } = found;
      const runDir = await canonicalPath(found.directory);
      const { suggestedThreads } = await import('../../models/suggested-threads.ts').catch((error: unknown) => {
        throw asOutdated(error);
      });
      const own = threads ?? suggestedThreads(planOf(found), availableParallelism());
      // Another client may have resumed it meanwhile; then return that run.
      const meanwhile = active.find(runDir);
      if (meanwhile !== null && meanwhile.live.status !== 'ended') return goOn(meanwhile);
      const job = {
        kind: 'resume',
        runDir,
        threads: own,
        trusted: session.trusted,
        takeOver,
        fromStart,
        engine,
      } as const;
      return begun(active.add(job, { id: record.id, runDir }, { base, unsaved, named: true }), signal);
    },
    async pause(run, session) {
      const entry = await lookup.needActive(run, session);
      const { live } = entry;
      if (live.status === 'queued') throw stillQueued(entry);
      live.pauseTraining();
      await settled(entry, () => live.status === 'paused');
      if (live.status !== 'paused' && live.status !== 'ended') throw notAnswering(entry, 'pause', ANSWER);
      return active.infoOf(entry);
    },
    requestCheckpoint: (runDir) => active.find(runDir)?.live.save(),
    async checkpoint(run, session) {
      const entry = await lookup.needActive(run, session);
      if (entry.live.status === 'queued') throw stillQueued(entry);
      const newest = () => entry.base.checkpoints.at(-1)?.step ?? -1;
      const before = newest();
      // Pausing saves a checkpoint too.
      const saved = () => newest() > before || entry.live.status === 'paused';
      entry.live.save();
      await settled(entry, saved);
      if (!saved() && entry.live.status !== 'ended') throw notAnswering(entry, 'save', ANSWER);
      return active.infoOf(entry);
    },
    async stop(run, session, force) {
      const entry = await lookup.needActive(run, session);
      if (force) entry.live.kill();
      else entry.live.stop();
      await entry.settled;
      return restingInfo(entry.base, entry);
    },
    ...removal,
    async annotate(run, session, change) {
      const { directory } = await lookup.find(run, session);
      await annotate(directory, change);
      const entry = await lookup.active(run, session);
      if (entry !== null) {
        await active.reread(entry);
        return active.infoOf(entry);
      }
      const info = await lookup.info(run, session);
      events.changed(info);
      return info;
    },
    async list(session, root) {
      const runs = new Map<string, RunInfo>();
      const { entries, damaged } = await finder.list(session, root);
      for (const { run, status, unsaved } of entries) {
        runs.set(run.directory, restingInfo(status, { unsaved, begun: true }));
      }
      for (const info of [...unborn.all().map((own) => own.info), ...active.all().map(active.infoOf)]) {
        const wanted = root === null || (await isReallyInside(info.runDir, [root]));
        if (wanted && (await lookup.sees(session, info.runDir))) runs.set(info.runDir, info);
      }
      return {
        runs: [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0)),
        // The directory of a run that has not begun may have no record yet.
        damaged: damaged.filter(({ runDir }) => !runs.has(runDir)),
      };
    },
    get: lookup.info,
    find: lookup.find,
    plannedText: lookup.plannedText,
    locate: lookup.locate,
    sees: lookup.sees,
    isLive: (runDir) => active.find(runDir) !== null,
    listen: events.listen,
    busy: active.busy,
    dispose: active.dispose,
  };
}
