/** Sets up a run from its job (data, flow, program, run directory or checkpoint), trains, and closes everything. */

import { dirname } from 'node:path';
import { backendNamed } from '../../protocol/backends.ts';
import type { FinalEvent, TrainEvent } from '../../protocol/train-events.ts';
import { batchOrder } from '../data/batch-order.ts';
import { spacedProgress } from '../data/data-progress.ts';
import type { DataAccess } from '../data/definition.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import { chosenEngine } from '../models/chosen-engine.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { isFlowPlan } from '../models/flow-plan.ts';
import type { ModelPlan } from '../models/plan.ts';
import { isOfData, modelOf } from '../models/registry.ts';
import type { CheckpointInfo } from '../runs/checkpoints/checkpoint-manifest.ts';
import type { Checkpoint } from '../runs/checkpoints/checkpoint-reader.ts';
import { readCheckpoint } from '../runs/checkpoints/checkpoint-reader.ts';
import { openCheckpointStore } from '../runs/checkpoints/checkpoint-store.ts';
import { listCheckpoints } from '../runs/checkpoints/list-checkpoints.ts';
import { parametersSha256 } from '../runs/checkpoints/parameters-sha256.ts';
import type { SavedTensors } from '../runs/checkpoints/tensor-file.ts';
import { writeDataRecord } from '../runs/directory/data-record.ts';
import { removeLeftOvers } from '../runs/directory/left-overs.ts';
import { checkLogOrigin } from '../runs/directory/log-origin.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { createRun, openRun } from '../runs/directory/run-directory.ts';
import { unlessDamaged } from '../runs/directory/run-integrity.ts';
import { fenced, nodeFileSystem } from '../runs/file-system.ts';
import { acquireLease } from '../runs/lease/lease.ts';
import { isLeaseLost } from '../runs/lease/lease-check.ts';
import { openAppendFile } from '../runs/logs/append-file.ts';
import { snapshotSteps } from '../runs/snapshots/snapshot-steps.ts';
import { openSnapshotStore } from '../runs/snapshots/snapshot-store.ts';
import { planOf } from '../spec/parse-plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ControlSource } from './control.ts';
import { type Engine, type EngineOptions, type OpenRuntime, withEngine } from './engine/engine.ts';
import { NOT_SEARCHED, withFasterEngine } from './engine/faster-engine.ts';
import type { AcceleratorsFound } from './engine/find-accelerators.ts';
import { failureOf } from './failure-of.ts';
import { finishedRun, replayEvents } from './finished-run.ts';
import { initialTraining } from './initial-training.ts';
import type { LazyEvaluator } from './lazy-evaluator.ts';
import { lazyEvaluator } from './lazy-evaluator.ts';
import { paceForm } from './pace.ts';
import type { PreparedTraining } from './prepare-training.ts';
import { prepareTraining } from './prepare-training.ts';
import { readProgress } from './progress.ts';
import { asRank, type RankOptions } from './ranks/as-rank.ts';
import type { Leader } from './ranks/leader.ts';
import { runIdentity } from './ranks/run-identity.ts';
import { checkFinished, resumePoint, withBestOnDisk } from './resume-checkpoint.ts';
import { openRunLog } from './run-log.ts';
import { runProgram } from './run-program.ts';
import { largestScaleBound } from './scale-bound.ts';
import { floorOf, splitFigures } from './split-figures.ts';
import { openStepper } from './stepper.ts';
import { train } from './trainer.ts';
import type { TrainingJob } from './training-job.ts';
import type { StateLayout } from './training-state.ts';
import { checkpointParameters, restoredState, savedTensors, snapshotBytes } from './training-state.ts';
import { rowsAt, validationRows } from './validation-rows.ts';

export interface RunTrainingOptions {
  readonly job: TrainingJob;
  readonly openRuntime: OpenRuntime;
  /** Those that `auto` compares with the processor. Default: none. @param python see `RuntimeOptions` */
  readonly accelerators?: (python: string | null) => Promise<AcceleratorsFound>;
  readonly versions: Readonly<Record<string, string>>;
  readonly control: ControlSource;
  readonly listener: (event: TrainEvent) => void;
  /** The models that a plan may be of. Default: those of this version. */
  readonly models?: readonly ModelDefinition[];
}

/**
 * Trains. The listener has already received the final event that this returns.
 * @throws FlowscopeError if training cannot begin (data, run directory, lease, checkpoint); `interrupted` if it is
 * stopped while the data are loaded
 */
export async function runTraining(options: RunTrainingOptions): Promise<FinalEvent> {
  const { job } = options;
  if (job.kind === 'new') return trainNew(options, job.plan);
  const run = await openRun(job.runDir);
  checkLogOrigin(run);
  const finished = job.fromStart === true ? null : finishedRun(run);
  if (finished) {
    await checkFinished(run);
    return replayEvents(finished, { threads: job.threads, backend: run.record.backend }, options.listener);
  }
  return resume(options, run);
}

async function trainNew(options: RunTrainingOptions, written: ModelPlan): Promise<FinalEvent> {
  const job = options.job as Extract<TrainingJob, { kind: 'new' }>;
  const access = accessOf(options, job.specPath);
  const chosen = chosenEngine(written, job.engine ?? {});
  const { plan } = chosen;
  const use = engineOptions(options);
  const prepare = () => prepareTraining(plan, access, options.models);
  return withEngine(use, chosen, (own) =>
    asRank(own.runtime, rankOptions(options, prepare), async (prepared, leader) => {
      if (plan.backend !== 'auto') return begin(own, prepared, leader);
      const found = (await options.accelerators?.(use.python)) ?? NOT_SEARCHED;
      return withFasterEngine(own, prepared, { ...use, found }, (engine) => begin(engine, prepared, leader));
    }),
  );

  async function begin(engine: Engine, prepared: PreparedTraining, leader: Leader | null): Promise<FinalEvent> {
    const { runtime } = engine;
    const run = await createRun({
      name: plan.name,
      spec: job.specPath,
      specText: job.specText,
      ...(job.runDir === null ? {} : { runDir: job.runDir }),
      seed: plan.training.seed,
      steps: prepared.steps,
      parameters: prepared.parameters,
      dimension: sizeOf(plan.inputShape),
      backend: runtime.name,
      versions: { ...options.versions, ...runtime.facts?.versions },
      dataFingerprint: prepared.dataset.fingerprint,
      plan,
    });
    await writeDataRecord(run.directory, prepared.dataset);
    return execute(options, { ...engine, leader }, run, prepared);
  }
}

async function resume(options: RunTrainingOptions, run: Run): Promise<FinalEvent> {
  const access = accessOf(options, run.record.spec);
  const written = planOf(run, options.models);
  // The one that the run began with, also where `auto` would choose another one today.
  const begun = { ...written, backend: backendNamed(run.record.backend) ?? written.backend };
  const { plan, reason } = chosenEngine(begun, options.job.engine ?? {});
  const why = plan.backend === begun.backend ? 'the run, which began with it' : reason;
  const prepare = async () => {
    const prepared = await prepareTraining(written, access, options.models);
    return { ...prepared, steps: run.record.steps };
  };
  return withEngine(engineOptions(options), { plan, reason: why }, (engine) =>
    asRank(engine.runtime, rankOptions(options, prepare), async (prepared, leader) => {
      if (prepared.dataset.fingerprint !== run.record.dataFingerprint) {
        throw new FlowscopeError('data-changed', `the data of run ${run.record.id} have changed since it was started`, {
          file: run.record.spec,
          hint: 'Restore the data file to resume this run, or train a new one on the new data.',
        });
      }
      return execute(options, { ...engine, leader }, run, prepared);
    }),
  );
}

function engineOptions({ openRuntime, job, listener, control }: RunTrainingOptions): EngineOptions {
  const sharing = { devices: job.engine?.devices ?? null, ranks: job.ranks ?? null };
  return { openRuntime, python: job.engine?.python ?? null, sharing, listener, signal: control.stopped };
}

function rankOptions(
  { control, listener, versions }: RunTrainingOptions,
  prepare: RankOptions['prepare'],
): RankOptions {
  return { control, listener, version: versions.flowscope ?? '', prepare };
}

/** Data may take minutes to load: the listener is told how far they are, and a stop ends it. */
function accessOf({ job, control, listener }: RunTrainingOptions, specPath: string): DataAccess {
  return {
    folder: dirname(specPath),
    trusted: job.trusted,
    signal: control.stopped,
    onProgress: spacedProgress((progress) => listener({ event: 'preparing', ...progress })),
  };
}

async function execute(
  options: RunTrainingOptions,
  { runtime, evaluation, reason, leader }: Engine & { readonly leader: Leader | null },
  run: Run,
  prepared: PreparedTraining,
): Promise<FinalEvent> {
  const { control, listener, job } = options;
  const { plan, dataset, transform, rows, model, steps } = prepared;
  const { training } = plan;
  const { likelihood } = modelOf(plan, options.models);
  const pseudo = !isOfData(plan, options.models);
  const lease = await acquireLease(run.directory, { takeOver: job.kind === 'resume' && job.takeOver === true });
  try {
    const files = fenced(nodeFileSystem, lease.confirm);
    const open = (path: string) => openAppendFile(path, { confirm: lease.confirm });
    await removeLeftOvers(run.directory, files);
    const found = job.kind === 'resume' ? await resumePoint(run, job.fromStart === true, files) : null;
    const resumed = found?.checkpoint ?? null;
    const store = await openCheckpointStore(run.paths.checkpoints, { keep: training.checkpoint.keep, files });
    const aside = resumed ? await store.setAsideAfter(resumed.step) : (found?.setAside ?? null);
    const { program, layout, lossLimit, chunkLimit } = runProgram(prepared, runtime);
    const snapshots = await openSnapshotStore(run.paths.snapshots, {
      steps: snapshotSteps(steps, snapshotBytes(layout), training.checkpoint),
      from: resumed?.step ?? 0,
      keepLater: aside !== null,
      files,
    });
    const optimizerForm = paceForm(program.paces);
    // The state itself goes on in the runtime: nothing here keeps it.
    const { state, fixed, progress, checkpoint } = resumed
      ? {
          ...restored(layout, resumed),
          progress: await withBestOnDisk(readProgress(resumed.state, optimizerForm), run),
          checkpoint: infoOf(resumed),
        }
      : { ...(await initialTraining(layout, evaluation, prepared)), checkpoint: null };
    const fromStep = job.kind === 'resume' ? (resumed?.step ?? 0) : null;
    const log = await openRunLog({
      run,
      statisticsEvery: training.statistics.every,
      fromStep,
      bestStep: progress.best?.step ?? null,
      listener,
      open,
      files,
    });
    log.emit({
      event: 'start',
      v: 1,
      runDir: run.directory,
      name: plan.name,
      resumedFrom: fromStep,
      seed: training.seed,
      steps,
      parameters: prepared.parameters,
      dimension: sizeOf(plan.inputShape),
      ...(dataset.summary.bits === null || pseudo ? {} : { bits: dataset.summary.bits }),
      backend: runtime.name,
      ...(runtime.facts ? { engine: { ...runtime.facts, reason } } : {}),
      threads: job.threads,
      rows: { train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count },
      floor: model.logDensity ? floorOf(dataset) : null,
      ...(model.lowerBound && !pseudo ? { lowerBound: true } : {}),
      ...(likelihood === 'exact' ? {} : { likelihood }),
      ...(pseudo ? { pseudoLikelihood: true } : {}),
      ...(dataset.reading ? { data: dataset.reading } : {}),
      ...(aside === null ? {} : { setAside: aside }),
    });
    const known = job.kind === 'new' ? (job.warnings ?? []) : [];
    for (const warning of known) log.emit({ event: 'warning', step: 0, ...warning });
    try {
      const validation = lazyEvaluator(evaluation, model, transform, dataset.validation, training.seed);
      const validated = validationRows(dataset.validation, training);
      // Without bits, there are no bits/dim.
      const judged = pseudo ? { ...dataset, summary: { ...dataset.summary, bits: null } } : dataset;
      const validationFigures = splitFigures(judged, rowsAt(dataset.validation, validated));
      const identity = () => runIdentity(prepared, program, options.versions.flowscope ?? '');
      const stepper = await openStepper({
        runtime,
        program,
        training,
        steps,
        data: rows,
        state,
        fixed: parameterFeeds({ parameters: layout.fixed }, fixed),
        order: batchOrder(training.seed, rows.count, training.batchSize),
        lossLimit: lossLimit.compiled,
        ...(leader === null ? {} : { lead: (open) => leader.lead(identity(), open) }),
      });
      const final = await train({
        runDir: run.directory,
        training,
        steps,
        stepper,
        lossLimit,
        layout,
        fixed,
        start: { progress, checkpoint },
        scaleBound: isFlowPlan(plan) ? largestScaleBound(plan) : null,
        chunkLimit,
        dataLogDet: transform.logDet,
        optimizerForm,
        watches: model.watches ?? [],
        report: program.report,
        validate:
          dataset.validation.count === 0 || model.logDensity === null
            ? null
            : async (parameters) => validationFigures(await validation.logDensity(parameters, validated)),
        finish: async (last, bestStep) => {
          const tensors = savedTensors(layout, last, fixed);
          const finalTensors = (bestStep === null ? null : await bestTensors(run)) ?? tensors;
          const { values } = checkpointParameters(model.parameters, finalTensors);
          const test = lazyEvaluator(evaluation, model, transform, dataset.test, training.seed);
          const figures = async (split: 'validation' | 'test', evaluator: LazyEvaluator) =>
            dataset[split].count === 0 || model.logDensity === null
              ? null
              : splitFigures(judged, dataset[split])(await evaluator.logDensity(values));
          return {
            parametersSha256: parametersSha256(tensors),
            validation: await figures('validation', validation),
            test: await figures('test', test),
          };
        },
        store,
        snapshots,
        log,
        control,
      });
      await stepper.dispose();
      return final;
    } catch (error) {
      return await reportFailure(error, run, isLeaseLost(error) ? listener : log.emit);
    } finally {
      await log.close();
    }
  } finally {
    lease.release();
  }
}

/** The best weights; null, with a message on stderr, if the file was damaged since: training itself is complete. */
async function bestTensors(run: Run): Promise<SavedTensors | null> {
  try {
    const keep = (name: string) => !name.startsWith('optimizer/');
    return (await readCheckpoint(run.paths.checkpoints, 'best', { keep })).tensors;
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    process.stderr.write(`${error.message} The final results use the last weights instead of the best.\n`);
    return null;
  }
}

/** Drops the tensors, so that they are not in memory twice. */
function infoOf({ tensors: _tensors, state: _state, ...info }: Checkpoint): CheckpointInfo {
  return info;
}

function restored(layout: StateLayout, checkpoint: Checkpoint) {
  try {
    return restoredState(layout, checkpoint.tensors);
  } catch (error) {
    throw new FlowscopeError('checkpoint', `${checkpoint.path}: ${(error as Error).message}`, {
      file: checkpoint.path,
      cause: error,
    });
  }
}

/** Handles a failure during training: saved checkpoints are kept, and the run records why it ended. */
async function reportFailure(thrown: unknown, run: Run, emit: (event: FinalEvent) => void): Promise<FinalEvent> {
  const { error, code, message } = failureOf(thrown);
  if (code === 'crashed') process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  // What went wrong is more important than a folder that cannot be read now. Checkpoints may be another trainer's by now.
  const all = isLeaseLost(error) ? [] : await listCheckpoints(run.paths.checkpoints).catch(unlessDamaged([]));
  const newest = all.at(-1);
  const event: FinalEvent = {
    event: 'failed',
    runDir: run.directory,
    step: newest?.step ?? 0,
    code,
    message,
    checkpoint: newest?.path ?? null,
  };
  emit(event);
  return event;
}
