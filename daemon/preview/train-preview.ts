/** Trains for a few seconds and leaves nothing but pictures. */

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { batchOrder } from '../data/batch-order.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { compareValidations } from '../statistics/row-summary.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { initialTraining } from '../training/initial-training.ts';
import { lossLimitOf } from '../training/loss-limit.ts';
import { likelihoodOf } from '../training/step-report.ts';
import { openStepper } from '../training/stepper.ts';
import { type TrainingProgram, trainingProgram } from '../training/training-program.ts';
import { initialState, namedArrays, type StateLayout, stateArrays } from '../training/training-state.ts';
import { createConvergence } from './convergence.ts';
import { type Drawn, dataRows, drawPicture } from './draw-picture.ts';
import { createPace } from './pace.ts';
import type { PreparedPreview } from './prepare-preview.ts';
import type { PreviewJob, PreviewPicture, PreviewResult } from './preview-job.ts';
import { validate } from './validate.ts';
import { type EndedPreview, type EndedTraining, endedPreview, type WarmStart, warmStart } from './warm-start.ts';

export interface PreviewTask {
  readonly runtime: Runtime;
  readonly prepared: PreparedPreview;
  readonly job: PreviewJob;
  /** The last preview of the same panel. */
  readonly last: EndedPreview | null;
  readonly signal: AbortSignal;
  readonly onPicture: (picture: PreviewPicture) => void;
  /** Receives the parameters after each picture, so that a superseded preview leaves its last ones. */
  readonly keep: (ended: EndedPreview) => void;
}

/**
 * The first picture shows the flow before its first step. Pictures show the weights of their step, not an average.
 * @throws FlowscopeError `diverged`; the signal's reason once it is aborted
 */
export async function trainPreview(task: PreviewTask): Promise<PreviewResult> {
  try {
    return await attempt(task);
  } catch (error) {
    // Another spec's parameters may be a bad start for this one, so try again from its own initial values.
    if (
      task.last === null ||
      goesOn(task, identityOf(task.prepared)) !== null ||
      !(error instanceof FlowscopeError && error.code === 'diverged')
    )
      throw error;
    return attempt({ ...task, last: null });
  }
}

async function attempt(task: PreviewTask): Promise<PreviewResult> {
  const { runtime, prepared, job, last, signal, onPicture, keep } = task;
  const { plan, model, rows, transform, dataset, steps } = prepared;
  const { training } = plan;
  const lossLimit = lossLimitOf(training, plan.inputShape, transform.logDet);
  const { count, weights } = rows;
  const weighted = weights !== undefined;
  const shape = { rows: count, dtype: 'float', entry: transform.entry, weighted } as const;
  const program = trainingProgram(model, training, shape, {
    repeats: runtime.capabilities.repeats,
    lossLimit: lossLimit.compiled,
  });
  const layout: StateLayout = {
    groups: program.groups,
    fixed: model.parameters.filter(({ trainable }) => !trainable),
    averaged: training.ema !== null,
  };
  const fresh = await initialTraining(layout, runtime, prepared);
  signal.throwIfAborted();
  const all = new Map([...namedArrays(layout, fresh.state, 'theta'), ...fresh.fixed]);
  const identity = identityOf(prepared);
  const before = goesOn(task, identity);
  const { values, share: warm } = before === null ? await startValues() : { values: all, share: before.warm };
  let state = before?.state ?? initialState(layout, values);
  const parameters = () => new Map([...namedArrays(layout, state, 'theta'), ...fresh.fixed]);

  let step = before?.step ?? 0;
  let loss = before?.loss ?? null;
  let began: number | null = null;
  let isFirst = true;
  const elapsed = () => (began === null ? 0 : (performance.now() - began) / 1000);
  const total = () => (before?.seconds ?? 0) + elapsed();
  const pace = createPace(chunkLimit(program, training.batchSize), job.everyMilliseconds);
  const converged = createConvergence();
  let picture = await draw();
  const stepper = await openStepper({
    runtime,
    program,
    training,
    steps,
    data: rows,
    state,
    fixed: parameterFeeds({ parameters: layout.fixed }, fresh.fixed),
    order: batchOrder(training.seed, rows.count, training.batchSize),
    lossLimit: lossLimit.compiled,
  });
  try {
    began = performance.now();
    let reason: PreviewResult['reason'] | null = step >= steps ? 'steps' : null;
    while (reason === null) {
      signal.throwIfAborted();
      const count = Math.min(pace.count, steps - step);
      const asked = performance.now();
      const chunk = await stepper.run(step + 1, count, (at) => lossLimit.at(at, { best: null }));
      if (chunk.diverged) throw diverged(chunk.diverged.step, chunk.diverged.loss - transform.logDet);
      pace.measured(count, (performance.now() - asked) / 1000);
      step += chunk.reports.length;
      const losses = chunk.reports.map((report) => likelihoodOf(program.report, report));
      loss = losses.reduce((sum, own) => sum + own, 0) / losses.length - transform.logDet;
      // Lets messages of the parent process in between two chunks.
      await setImmediate();
      if (step >= steps) reason = 'steps';
      else if (elapsed() >= job.seconds) reason = 'time';
      if (reason === null && !pace.pictureDue(performance.now())) continue;
      state = stateArrays(await stepper.readState());
      picture = await draw();
      if (reason === null && !job.continue && converged.reached(step, picture.validation?.nll ?? loss))
        reason = 'converged';
    }
    const floor = dataset.density && { nll: dataset.density.floor };
    return { step, loss, seconds: total(), reason, warm, floor, unit: 'nats' };
  } finally {
    await stepper.dispose();
  }

  /** If some parameters are missing, the others, trained together with them, are a bad start; then all are fresh. */
  async function startValues(): Promise<WarmStart> {
    const started = warmStart(model.parameters, all, last);
    if (started.share === 0) return started;
    const [known, unknown] = [
      await validate(runtime, prepared, started.values, signal),
      await validate(runtime, prepared, all, signal),
    ];
    const isBetter = known === null || unknown === null || compareValidations(known, unknown) < 0;
    return isBetter ? started : { values: all, share: 0 };
  }

  async function draw(): Promise<Drawn> {
    const start = performance.now();
    const drawn = await drawPicture(runtime, prepared, parameters(), job, signal);
    const nll = drawn.validation?.nll ?? 0;
    if (!Number.isFinite(nll)) throw diverged(step, nll);
    onPicture({
      ...drawn,
      step,
      steps,
      loss,
      elapsed: total(),
      unit: 'nats',
      warm,
      rows: isFirst ? dataRows(prepared) : null,
    });
    isFirst = false;
    if (step > 0) {
      keep(endedPreview(model.parameters, parameters(), { identity, step, loss, seconds: total(), warm, state }));
    }
    pace.drawn(start, performance.now());
    return drawn;
  }
}

/** Where to go on; null: the preview starts from the beginning. */
function goesOn({ job, last }: Pick<PreviewTask, 'job' | 'last'>, identity: string): EndedTraining | null {
  return job.continue && last?.training.identity === identity ? last.training : null;
}

/** The data may have changed if they are in a file: they are read again, and training goes on with them. */
function identityOf({ plan }: PreparedPreview): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** Number of steps whose indices and noise fill 16 MiB. */
function chunkLimit(program: TrainingProgram, batchSize: number): number {
  const bytes = program.noise.reduce((total, { shape }) => total + 4 * sizeOf(shape), 8 * batchSize);
  return Math.max(1, Math.floor(2 ** 24 / bytes));
}

function diverged(step: number, loss: number): FlowscopeError {
  return new FlowscopeError('diverged', `the preview diverged at step ${step}: the loss is ${loss}`, {
    hint: 'Lower training.optimizer.learningRate, or set training.gradientClip.',
  });
}
