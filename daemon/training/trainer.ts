/** The training loop: chunks of steps, validations, checkpoints; and what happens when something is in the way. */
import type { DoneEvent, FinalEvent, SplitFigures } from '../../protocol/train-events.ts';
import type { ParameterValues } from '../flow/evaluator.ts';
import type { CheckpointInfo } from '../runs/checkpoint-manifest.ts';
import type { CheckpointStore } from '../runs/checkpoint-store.ts';
import { isPausing } from '../runs/write-error.ts';
import type { TrainingPlan } from '../spec/plan.ts';
import { chunkSize } from './chunk-size.ts';
import type { Control } from './control.ts';
import { optimizerForm } from './optimizer.ts';
import type { Progress } from './progress.ts';
import { progressRecord, validated } from './progress.ts';
import type { RunLog } from './run-log.ts';
import type { Stepper, StepReport } from './stepper.ts';
import type { StateArrays, StateLayout } from './training-state.ts';
import { namedArrays, savedTensors } from './training-state.ts';

export interface TrainerOptions {
  readonly runDir: string;
  readonly training: TrainingPlan;
  readonly steps: number;
  readonly stepper: Stepper;
  readonly layout: StateLayout;
  readonly fixed: ParameterValues;
  /** `checkpoint`: the one that holds this state, when it was read from one. */
  readonly start: {
    readonly state: StateArrays;
    readonly progress: Progress;
    readonly checkpoint: CheckpointInfo | null;
  };
  /** Most steps of a chunk that fit the memory for indices and noise. */
  readonly chunkLimit: number;
  /** What standardization adds to log q: losses are reported in data units. */
  readonly dataLogDet: number;
  /** Position of each of the program's layers in the order of `describe`. */
  readonly layerOrder: readonly number[];
  /** NLL of the validation rows under the given weights, or null without validation rows. */
  readonly validate: ((parameters: ParameterValues) => Promise<SplitFigures>) | null;
  /** Figures of the weights that `evaluate` would use, once training is over. */
  readonly finish: (
    state: StateArrays,
    bestStep: number | null,
  ) => Promise<Pick<DoneEvent, 'validation' | 'test' | 'parametersSha256'>>;
  readonly store: CheckpointStore;
  readonly log: RunLog;
  readonly control: Control;
}

/** Skipped steps in a row that count as divergence. */
const MOST_SKIPPED = 3;
/** Looks for room on a full disk this often. */
const RETRY_MILLISECONDS = 1000;

/** Trains until done, stopped or failed. The answer was emitted already. */
export async function train(options: TrainerOptions): Promise<FinalEvent> {
  const { runDir, training, steps, stepper, log, control, store } = options;
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const chunks = chunkSize(options.chunkLimit);
  const validateEvery = training.validation.every ?? Math.max(1, Math.floor(steps / 40));
  let { state, progress } = options.start;
  let latest = options.start.checkpoint;
  let savedAt = performance.now();
  let firstStep = true;
  let speed = 0;

  const emitFinal = (event: FinalEvent): FinalEvent => {
    log.emit(event);
    return event;
  };

  // Staleness is asked of the saved progress: a training that was killed just here stops early when it is resumed, too.
  while (progress.step < steps && !isStale()) {
    if (control.requested === 'stop') return stop();
    if (control.requested === 'pause' && !(await pauseForUser())) return stop();
    if (log.trouble && !(await untilWritable(log.trouble, () => log.sync()))) return stop();

    const first = progress.step + 1;
    const count = Math.min(chunks.current, boundary(progress.step) - progress.step);
    const before = performance.now();
    const chunk = await stepper.run(state, first, count);
    const seconds = (performance.now() - before) / 1000;
    if (chunk.reports.length === count) chunks.measured(count, seconds);
    state = chunk.state;
    for (const report of chunk.reports) progress = afterStep(progress, report, options.dataLogDet);
    speed = smoothed(speed, (chunk.reports.length * training.batchSize) / seconds);
    if (chunk.reports.length > 0) await report(chunk.reports);
    if (chunk.diverged) return fail('diverged', divergence(chunk.diverged, options.dataLogDet));
    if (progress.skippedInARow >= MOST_SKIPPED) {
      return fail(
        'diverged',
        `the gradient was not finite in ${MOST_SKIPPED} steps in a row, up to step ${progress.step}`,
      );
    }
    if (progress.step % validateEvery === 0 || progress.step === steps) {
      const best = await validateNow();
      if ((best || progress.step === steps) && !(await save(best))) return stop();
    }
    if (checkpointIsDue() && !(await save(false))) return stop();
    // Lets messages of the parent in between two chunks.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (latestStep() !== progress.step && !(await save(false))) return stop();
  return done(progress.step < steps ? 'early-stopping' : 'completed');

  /** The next step at which a chunk must end. */
  function boundary(step: number): number {
    const next = (every: number) => (Math.floor(step / every) + 1) * every;
    return Math.min(steps, next(validateEvery), next(training.checkpoint.every));
  }

  function isStale(): boolean {
    return training.earlyStopping !== null && progress.stale >= training.earlyStopping.patience;
  }

  function latestStep(): number | null {
    return latest?.step ?? null;
  }

  function checkpointIsDue(): boolean {
    if (latestStep() === progress.step) return false;
    return (
      progress.step % training.checkpoint.every === 0 ||
      performance.now() - savedAt >= training.checkpoint.seconds * 1000
    );
  }

  async function report(reports: readonly StepReport[]): Promise<void> {
    const [one, last] = [reports[0]!, reports.at(-1)!];
    if (firstStep && reports.length > 1) emitStep(one, [one]);
    firstStep = false;
    emitStep(last, reports);
    for (const { step, base, layers } of reports) {
      if (step % training.statistics.every !== 0) continue;
      const ordered = new Array<number>(layers.length);
      for (const [i, at] of options.layerOrder.entries()) ordered[at] = layers[i]!;
      const event = { event: 'layers', step, base, layers: ordered } as const;
      await log.layers(event);
      if (reports.at(-1)!.step - step < training.statistics.every) log.emit(event);
    }
  }

  function emitStep(report: StepReport, since: readonly StepReport[]): void {
    const left = speed > 0 ? ((steps - report.step) * training.batchSize) / speed : null;
    log.emit({
      event: 'step',
      step: report.step,
      steps,
      loss: report.loss - options.dataLogDet,
      lossMean: since.reduce((total, { loss }) => total + loss / since.length, 0) - options.dataLogDet,
      unit: 'nats',
      learningRate: report.learningRate,
      gradientNorm: report.gradientNorm,
      samplesPerSecond: speed,
      elapsed: elapsed(),
      eta: left,
      skipped: progress.skipped,
    });
  }

  function weights(): ParameterValues {
    const kind = options.layout.averaged ? 'average' : 'theta';
    return new Map([...options.fixed, ...namedArrays(options.layout, state, kind)]);
  }

  async function validateNow(): Promise<boolean> {
    if (!options.validate) return false;
    const figures = await options.validate(weights());
    const result = validated(progress, figures.nll, training.earlyStopping?.minDelta ?? 0);
    progress = result.progress;
    log.emit({ event: 'validation', step: progress.step, ...figures, best: result.best });
    return result.best;
  }

  /** Writes a checkpoint, waiting for room on a full disk; false when a stop was asked for while waiting. */
  async function save(best: boolean): Promise<boolean> {
    const write = async () => {
      await log.sync();
      latest = await store.write({
        step: progress.step,
        tensors: savedTensors(options.layout, state, options.fixed),
        state: progressRecord(progress, optimizerForm(training.optimizer)),
        best,
      });
    };
    try {
      await write();
    } catch (error) {
      if (!isPausing(error)) throw error;
      if (!(await untilWritable(error, write))) return false;
    }
    savedAt = performance.now();
    const { step, path, sha256 } = latest!;
    log.emit({ event: 'checkpoint', step, path, sha256, best });
    return true;
  }

  async function untilWritable(problem: Error, attempt: () => Promise<void>): Promise<boolean> {
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

  /** Saves and waits until the pause is over; false when it ends in a stop. */
  async function pauseForUser(): Promise<boolean> {
    if (latestStep() !== progress.step && !(await save(false))) return false;
    log.emit({ event: 'paused', step: progress.step, reason: 'user', message: 'paused by the user' });
    while (control.requested === 'pause') await control.wait(60_000);
    if (control.requested === 'stop') return false;
    log.emit({ event: 'resumed', step: progress.step, attempt: log.attempt });
    return true;
  }

  async function stop(): Promise<FinalEvent> {
    if (progress.step > 0 && latestStep() !== progress.step) {
      try {
        await saveOnce();
      } catch (error) {
        // The previous checkpoint stays; the message tells why the newest steps are not in it.
        if (!isPausing(error)) throw error;
        log.emit({ event: 'paused', step: progress.step, reason: 'disk-full', message: error.message });
      }
    }
    return emitFinal({ event: 'interrupted', runDir, step: progress.step, checkpoint: latest?.path ?? null });
  }

  async function saveOnce(): Promise<void> {
    await log.sync();
    const tensors = savedTensors(options.layout, state, options.fixed);
    const record = progressRecord(progress, optimizerForm(training.optimizer));
    latest = await store.write({ step: progress.step, tensors, state: record, best: false });
    log.emit({ event: 'checkpoint', step: latest.step, path: latest.path, sha256: latest.sha256, best: false });
  }

  function fail(code: string, message: string): FinalEvent {
    return emitFinal({ event: 'failed', runDir, step: progress.step, code, message, checkpoint: latest?.path ?? null });
  }

  async function done(reason: DoneEvent['reason']): Promise<FinalEvent> {
    const bestStep = progress.best?.step ?? null;
    const figures = await options.finish(state, bestStep);
    return emitFinal({
      event: 'done',
      v: 1,
      runDir,
      step: progress.step,
      reason,
      elapsed: elapsed(),
      checkpoint: latest!.path,
      loss: progress.loss,
      bestStep,
      ...figures,
    });
  }
}

function afterStep(progress: Progress, { step, loss, skipped }: StepReport, dataLogDet: number): Progress {
  return {
    ...progress,
    step,
    loss: loss - dataLogDet,
    skipped: progress.skipped + (skipped ? 1 : 0),
    skippedInARow: skipped ? progress.skippedInARow + 1 : 0,
  };
}

function smoothed(previous: number, sample: number): number {
  if (!Number.isFinite(sample)) return previous;
  return previous === 0 ? sample : 0.7 * previous + 0.3 * sample;
}

function divergence({ step, loss }: StepReport, dataLogDet: number): string {
  const value = Number.isFinite(loss) ? `${(loss - dataLogDet).toPrecision(4)} nats` : 'not a number';
  // Before the first update only the data can be the reason.
  const advice =
    step === 1
      ? 'No step was taken yet, so the data lie far from the base distribution or are not finite. Set "standardize": true for tables; put dequantize and logit, or actnorm, before the other layers for images.'
      : 'Lower training.optimizer.learningRate, warm up longer (training.schedule.warmup), or clip gradients (training.gradientClip).';
  return `the loss at step ${step} is ${value}: training diverged. ${advice}`;
}
