/** Starts and resumes runs. */
import { availableParallelism } from 'node:os';
import { basename, dirname } from 'node:path';
import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { jsonObjectOf } from '../../encoding/json.ts';
import { chosenEngine } from '../../models/chosen-engine.ts';
import { planFacts } from '../../runs/description/plan-facts.ts';
import { canonicalPath } from '../../runs/directory/canonical-path.ts';
import { checkGiven } from '../../runs/directory/run-directory.ts';
import { planOf } from '../../spec/parse-plan.ts';
import { Aborted } from '../aborted.ts';
import { asOutdated, type Executables } from '../executables.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Session } from '../session.ts';
import type { ActiveRun, ActiveRuns } from './active-runs.ts';
import type { KnownFolders } from './known-folders.ts';
import { checkTraining, type TrainingSettings } from './new-training.ts';
import type { QueueStore, WaitingRun } from './queue-store.ts';
import { reservePlace } from './reserve-place.ts';
import type { RunControl } from './run-control.ts';
import { tooManyRuns } from './run-errors.ts';
import type { RunEvents } from './run-events.ts';
import { plannedStatus } from './run-info.ts';
import type { RunLookup } from './run-lookup.ts';
import { checkSpecFolder } from './spec-folder.ts';
import { trustedEngine } from './trusted-engine.ts';
import { checkPath } from './trusted-path.ts';
import type { UnbornRun, UnbornRuns } from './unborn-runs.ts';

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

export interface RunStarts {
  /**
   * Resolves once the run has begun or is queued. Cancelling the request before that stops the run.
   * @throws FlowscopeError if the run cannot begin
   */
  start(request: StartRequest, signal: AbortSignal): Promise<RunInfo>;
  resume(run: string, session: Session, options: ResumeOptions): Promise<RunInfo>;
}

export interface RunStartsOptions {
  readonly stateFolder: string;
  readonly check: CheckSpec;
  readonly known: KnownFolders;
  readonly queueStore: QueueStore;
  readonly executables: Executables;
  readonly unborn: UnbornRuns;
  readonly events: RunEvents;
  readonly active: ActiveRuns;
  readonly lookup: RunLookup;
  readonly goOn: RunControl['goOn'];
  /** Maximum number of queued runs. */
  readonly most: number;
}

export function createRunStarts(options: RunStartsOptions): RunStarts {
  const { stateFolder, check, known, queueStore, executables, unborn, events, active, lookup, goOn, most } = options;
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
    const { plan, threads, steps, parameters, warnings } = await checkTraining(request, {
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
    const job = { kind: 'new', plan, specPath, specText, runDir, threads, trusted, engine, warnings } as const;
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
  };
}
