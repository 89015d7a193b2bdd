/** The training loop: chunks of steps, validations and checkpoints, with pauses, stops and write errors. */
import type { DoneEvent, FinalEvent, SplitFigures } from '../../protocol/train-events.ts';
import type { ParameterValues } from '../evaluation/row-graph.ts';
import type { Watch } from '../models/definition.ts';
import type { TrainingPlan } from '../models/plan.ts';
import type { CheckpointInfo } from '../runs/checkpoints/checkpoint-manifest.ts';
import type { CheckpointStore } from '../runs/checkpoints/checkpoint-store.ts';
import { isLeaseLost } from '../runs/lease/lease-check.ts';
import type { SnapshotStore } from '../runs/snapshots/snapshot-store.ts';
import { isPausing } from '../runs/write-error.ts';
import { chunkSize } from './chunk-size.ts';
import type { Control } from './control.ts';
import { divergenceMessage, gradientNorms } from './divergence.ts';
import type { LossLimit } from './loss-limit.ts';
import type { Progress } from './progress.ts';
import { validated } from './progress.ts';
import type { RunLog } from './run-log.ts';
import type { Snapshot } from './saver.ts';
import { saver } from './saver.ts';
import { lossOffsets, type ReportLayout, type StepReport } from './step-report.ts';
import { stepReports } from './step-reports.ts';
import type { Stepper } from './stepper.ts';
import type { StateArrays, StateLayout } from './training-state.ts';
import { namedArrays, snapshotTensors, stateArrays } from './training-state.ts';
import { watching } from './watching.ts';

export interface TrainerOptions {
  readonly runDir: string;
  readonly training: TrainingPlan;
  readonly steps: number;
  readonly stepper: Stepper;
  readonly lossLimit: LossLimit;
  readonly layout: StateLayout;
  readonly fixed: ParameterValues;
  /** `checkpoint`: the one that the stepper's state was read from, if any. */
  readonly start: {
    readonly progress: Progress;
    readonly checkpoint: CheckpointInfo | null;
  };
  /** Maximum number of steps in a chunk whose indices and noise fit in memory. */
  readonly chunkLimit: number;
  /** What standardization adds to log q: losses are reported in data units. */
  readonly dataLogDet: number;
  /** Largest `scaleBound` of the layers; null: none has one. */
  readonly scaleBound: number | null;
  /** Of the model. */
  readonly watches: readonly Watch[];
  /** Name of the form of the moments. */
  readonly optimizerForm: string;
  /** Columns of the stepper's reports. */
  readonly report: ReportLayout;
  /** NLL of the validation rows under the given weights; null without validation rows or likelihood. */
  readonly validate: ((parameters: ParameterValues) => Promise<SplitFigures>) | null;
  /** Figures of the weights that `evaluate` would use, once training is over. */
  readonly finish: (
    state: StateArrays,
    bestStep: number | null,
  ) => Promise<Pick<DoneEvent, 'validation' | 'test' | 'parametersSha256'>>;
  readonly store: CheckpointStore;
  readonly snapshots: SnapshotStore;
  readonly log: RunLog;
  readonly control: Control;
}

/** Number of skipped steps in a row that counts as divergence. */
const MOST_SKIPPED = 3;
/** Milliseconds between checks for free space on a full disk. */
const RETRY_MILLISECONDS = 1000;

/** Trains until done, stopped or failed. The returned event was emitted already. */
export async function train(options: TrainerOptions): Promise<FinalEvent> {
  const { runDir, training, steps, stepper, log, control, layout, fixed, store, snapshots } = options;
  const began = performance.now();
  const chunks = chunkSize(options.chunkLimit);
  const offsets = lossOffsets(options.report.objectives, options.dataLogDet);
  const validateEvery = training.validation.every ?? Math.max(1, Math.floor(steps / 40));
  // Where something else is minimized, the weights with the lowest NLL may be early ones, before it had any effect.
  const { likelihood, weighted = false } = options.report.objectives[0]!;
  const judgesByLikelihood = likelihood && !weighted;
  let { progress } = options.start;
  const reports = stepReports({
    steps,
    batchSize: training.batchSize,
    offsets,
    dataLogDet: options.dataLogDet,
    statisticsEvery: training.statistics.every,
    layout: options.report,
    log,
  });
  const norms = gradientNorms();
  const watched = watching(options.watches, options.report.terms);
  const circumstances = {
    objectives: options.report.objectives,
    offsets,
    gradientClip: training.gradientClip,
    scaleBound: options.scaleBound,
    norms,
  };
  const checkpoints = saver({
    layout,
    fixed,
    optimizer: options.optimizerForm,
    latest: options.start.checkpoint,
    cadence: training.checkpoint,
    store,
    log,
  });

  try {
    return await loop();
  } catch (error) {
    if (!isLeaseLost(error)) await rescueBest();
    throw error;
  }

  async function loop(): Promise<FinalEvent> {
    // `isStale` uses only saved progress, so a process killed here stops early when resumed, too.
    while (progress.step < steps && !isStale()) {
      if (control.requested === 'stop') return stop();
      if (control.requested === 'pause' && !(await pauseForUser())) return stop();
      if (log.trouble && !(await untilWritable(log.trouble, () => log.sync()))) return stop();
      // Before later steps and their checkpoints: a resumed run may lack that of the step that it continues from.
      if (snapshots.due(progress.step) && !(await written(takeSnapshot))) return stop();

      const first = progress.step + 1;
      const count = Math.min(chunks.current, boundary(progress.step) - progress.step);
      const before = performance.now();
      const chunk = await stepper.run(first, count, (step) => options.lossLimit.at(step, progress));
      const seconds = (performance.now() - before) / 1000;
      if (chunk.reports.length === count) chunks.measured(count, seconds);
      for (const report of chunk.reports) progress = afterStep(progress, report, offsets[0]!);
      norms.add(chunk.reports);
      if (chunk.reports.length > 0) await reports.add(chunk.reports, seconds, progress.skipped);
      for (const warning of watched.add(chunk.reports)) log.emit(warning);
      if (chunk.diverged) return fail('diverged', divergenceMessage(chunk.diverged, circumstances));
      if (progress.skippedInARow >= MOST_SKIPPED) {
        return fail(
          'diverged',
          `the gradient was not finite in ${MOST_SKIPPED} steps in a row, up to step ${progress.step}`,
        );
      }
      if (progress.step % validateEvery === 0 || progress.step === steps) await validateNow();
      const due = control.takeSave() && !isSaved() ? 'now' : checkpoints.due(progress);
      if (due !== null && !(await save(due === 'now' ? await here() : due))) return stop();
      // Lets messages of the parent process in between two chunks.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isSaved() && !(await save(await here()))) return stop();
    return done(progress.step < steps ? 'early-stopping' : 'completed');
  }

  async function readState(): Promise<StateArrays> {
    return stateArrays(await stepper.readState());
  }

  async function here(): Promise<Snapshot> {
    return { state: await readState(), progress };
  }

  function isSaved(): boolean {
    return checkpoints.latest?.step === progress.step;
  }

  /** The next step at which a chunk must end. */
  function boundary(step: number): number {
    const next = (every: number) => (Math.floor(step / every) + 1) * every;
    return Math.min(steps, next(validateEvery), next(training.checkpoint.every), snapshots.next(step));
  }

  function isStale(): boolean {
    return training.earlyStopping !== null && progress.stale >= training.earlyStopping.patience;
  }

  function weightsOf(state: StateArrays): ParameterValues {
    return new Map([...fixed, ...namedArrays(layout, state, layout.averaged ? 'average' : 'theta')]);
  }

  async function validateNow(): Promise<void> {
    if (!options.validate) return;
    const snapshot = await here();
    const figures = await options.validate(weightsOf(snapshot.state));
    const { progress: next, best } = judgesByLikelihood
      ? validated(progress, figures, training.earlyStopping?.minDelta ?? 0)
      : { progress, best: false };
    progress = next;
    if (best) checkpoints.keepBest({ ...snapshot, progress });
    log.emit({ event: 'validation', step: progress.step, ...figures, best });
  }

  /** Writes a checkpoint, waiting for free space on a full disk; false if a stop was requested while waiting. */
  async function save(snapshot: Snapshot): Promise<boolean> {
    return written(() => checkpoints.write(snapshot));
  }

  async function takeSnapshot(): Promise<void> {
    await snapshots.write(progress.step, snapshotTensors(layout, await readState(), fixed));
  }

  /** Like `save`, for any write. */
  async function written(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isPausing(error)) throw error;
      return untilWritable(error, write);
    }
  }

  async function untilWritable(problem: Error, attempt: () => Promise<void>): Promise<boolean> {
    reports.flush();
    log.emit({ event: 'paused', step: progress.step, reason: 'disk-full', message: problem.message });
    for (;;) {
      await control.wait(RETRY_MILLISECONDS);
      if (control.requested === 'stop') return false;
      try {
        await attempt();
        break;
      } catch (error) {
        if (!isPausing(error)) throw error;
      }
    }
    log.emit({ event: 'resumed', step: progress.step, attempt: log.attempt });
    return true;
  }

  /** Saves, then waits until the pause is over; false if it ends in a stop. */
  async function pauseForUser(): Promise<boolean> {
    reports.flush();
    if (!isSaved() && !(await save(await here()))) return false;
    log.emit({ event: 'paused', step: progress.step, reason: 'user', message: 'paused by the user' });
    while (control.requested === 'pause') await control.wait(60_000);
    if (control.requested === 'stop') return false;
    log.emit({ event: 'resumed', step: progress.step, attempt: log.attempt });
    return true;
  }

  async function stop(): Promise<FinalEvent> {
    reports.flush();
    if (progress.step > 0 && !isSaved()) {
      try {
        await checkpoints.write(await here());
      } catch (error) {
        // Earlier checkpoints are kept; the message says why the newest steps or records cannot be written.
        if (!isPausing(error)) throw error;
        log.emit({ event: 'paused', step: progress.step, reason: 'disk-full', message: error.message });
      }
    }
    return final({ event: 'interrupted', runDir, step: progress.step, checkpoint: checkpoints.latest?.path ?? null });
  }

  async function fail(code: string, message: string): Promise<FinalEvent> {
    reports.flush();
    await rescueBest();
    const checkpoint = checkpoints.latest?.path ?? null;
    return final({ event: 'failed', runDir, step: progress.step, code, message, checkpoint });
  }

  /** Tries to save the best weights of a run that failed. An error here must not replace the reason of the failure. */
  async function rescueBest(): Promise<void> {
    const { unsaved } = checkpoints;
    if (unsaved === null) return;
    try {
      await checkpoints.write(unsaved);
    } catch (error) {
      process.stderr.write(`step ${unsaved.progress.step}, the best, was not saved: ${(error as Error).message}\n`);
    }
  }

  async function done(reason: DoneEvent['reason']): Promise<FinalEvent> {
    reports.flush();
    const bestStep = progress.best?.step ?? null;
    const figures = await options.finish(await readState(), bestStep);
    const event: DoneEvent = {
      event: 'done',
      v: 1,
      runDir,
      step: progress.step,
      reason,
      elapsed: (performance.now() - began) / 1000,
      checkpoint: checkpoints.latest!.path,
      loss: progress.loss,
      bestStep,
      ...figures,
      ...(watched.open.length > 0 && { warnings: watched.open }),
    };
    for (;;) {
      try {
        await log.conclude(event);
        return event;
      } catch (error) {
        if (!isPausing(error)) throw error;
        if (!(await untilWritable(error, () => log.sync()))) return stop();
      }
    }
  }

  /** Ends a run that is not complete. A full disk does not prevent this: without the record it can be resumed, too. */
  async function final(event: FinalEvent): Promise<FinalEvent> {
    try {
      await log.conclude(event);
    } catch (error) {
      if (!isPausing(error)) throw error;
      log.emit(event);
    }
    return event;
  }
}

function afterStep(progress: Progress, { step, loss, skipped }: StepReport, offset: number): Progress {
  return {
    ...progress,
    step,
    loss: loss - offset,
    skipped: progress.skipped + (skipped ? 1 : 0),
    skippedInARow: skipped ? progress.skippedInARow + 1 : 0,
  };
}
