/** A run with its files open: state, logs and checkpoints, and the training loop between them. */

import type { FinalEvent } from '../../../protocol/train-events.ts';
import { batchOrder } from '../../data/batch-order.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import { openCheckpointStore } from '../../runs/checkpoints/checkpoint-store.ts';
import { removeLeftOvers } from '../../runs/directory/left-overs.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { fenced, nodeFileSystem } from '../../runs/file-system.ts';
import { acquireLease } from '../../runs/lease/lease.ts';
import { isLeaseLost } from '../../runs/lease/lease-check.ts';
import { openAppendFile } from '../../runs/logs/append-file.ts';
import { snapshotSteps } from '../../runs/snapshots/snapshot-steps.ts';
import { openSnapshotStore } from '../../runs/snapshots/snapshot-store.ts';
import type { Engine } from '../engine/engine.ts';
import { paceForm } from '../pace.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import type { Leader } from '../ranks/leader.ts';
import { runIdentity } from '../ranks/run-identity.ts';
import { resumePoint } from '../resume-checkpoint.ts';
import { openRunLog } from '../run-log.ts';
import { runProgram } from '../run-program.ts';
import { largestScaleBound } from '../scale-bound.ts';
import { openStepper } from '../stepper.ts';
import { train } from '../trainer.ts';
import { savedTensors, snapshotBytes } from '../training-state.ts';
import { judgmentOf } from './judgment.ts';
import { reportFailure } from './report-failure.ts';
import { runFigures } from './run-figures.ts';
import type { RunTrainingOptions } from './run-options.ts';
import { newState, resumedState } from './run-state.ts';
import { startEvent } from './start-event.ts';

/**
 * Trains a new run, or one that is resumed, until it is done, stopped or failed; the listener has received the event already.
 * @throws FlowscopeError if training cannot begin (lease, checkpoint, files)
 */
export async function executeRun(
  options: RunTrainingOptions,
  engine: Engine & { readonly leader: Leader | null },
  run: Run,
  prepared: PreparedTraining,
): Promise<FinalEvent> {
  const { control, listener, job } = options;
  const { runtime, evaluation, leader } = engine;
  const { plan, dataset, transform, rows, model, steps } = prepared;
  const { training } = plan;
  const judgment = judgmentOf(plan, dataset, options.models);
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
      ? await resumedState(run, layout, resumed, optimizerForm)
      : await newState(layout, prepared, evaluation);
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
    log.emit(startEvent({ run, job, resumedFrom: fromStep, setAside: aside }, prepared, engine, judgment));
    const known = job.kind === 'new' ? (job.warnings ?? []) : [];
    for (const warning of known) log.emit({ event: 'warning', step: 0, ...warning });
    try {
      const figures = runFigures(run, prepared, judgment, evaluation);
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
        validate: figures.validate,
        finish: (last, bestStep) => figures.final(savedTensors(layout, last, fixed), bestStep),
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
