/** Runs chunks of training steps. The trajectory does not depend on where chunks begin or end. */
import type { BatchOrder } from '../data/batch-order.ts';
import type { PreparedRows } from '../data/prepare.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { fillNoise } from '../evaluation/row-graph.ts';
import type { TrainingPlan } from '../models/plan.ts';
import { randomStream } from '../random/random-stream.ts';
import type { Feeds, Results, Runtime, Values } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { fillMirrored } from './mirror.ts';
import { paceRow, paceWidth } from './pace.ts';
import { learningRate } from './schedule.ts';
import { badObjective, isGood, lossBounds, readReport, reportWidth, type StepReport } from './step-report.ts';
import type { TrainingProgram } from './training-program.ts';
import { MIRRORED, REPORT } from './training-program.ts';
import type { StateArrays } from './training-state.ts';

export interface Chunk {
  readonly reports: readonly StepReport[];
  /** Set if a loss itself exceeded its bound: the state is then the one before that step. */
  readonly diverged: Divergence | null;
}

export interface Divergence {
  readonly step: number;
  /** Index of the objective whose loss it is. */
  readonly objective: number;
  /** In the model's units. */
  readonly loss: number;
}

export interface StepperOptions {
  readonly runtime: Runtime;
  readonly program: TrainingProgram;
  readonly training: TrainingPlan;
  readonly steps: number;
  readonly data: PreparedRows;
  /** Before step `first` of the first run. */
  readonly state: StateArrays;
  /** Parameters that are not trained. */
  readonly fixed: Feeds;
  readonly order: BatchOrder;
  /** The compiled program's own limit of likelihoods. */
  readonly lossLimit: number;
}

export interface Stepper {
  /**
   * Runs steps first … first+count−1 (1-based) from the current state.
   * @param limitAt bound on a step's likelihood, if that is below the program's own limit
   */
  run(first: number, count: number, limitAt?: (step: number) => number): Promise<Chunk>;
  /** The current state; later steps do not change these arrays. */
  readState(): Promise<Results>;
  dispose(): Promise<void>;
}

/** Compiles the program and gives it its data and its first state. */
export async function openStepper(options: StepperOptions): Promise<Stepper> {
  const { runtime, program, training, steps, data, order, lossLimit, state } = options;
  const captured: Record<string, Values> = { ...options.fixed };
  if (!data.stored) captured.data = data.values;
  if (data.context) captured.context = data.context;
  const loop = await runtime.compileLoop(program.program, { captured, state });
  const width = reportWidth(program.report);
  const columns = program.paces.reduce((total, pace) => total + paceWidth(pace), 0);

  const feeds = (first: number, count: number) => {
    const { batchSize, seed } = training;
    const rows = new BigInt64Array(count * batchSize);
    order.fillBatches(first - 1, count, rows);
    const schedule = new Float32Array(count * columns);
    const noise = program.noise.map(({ name, kind, shape }) => ({
      name,
      kind,
      size: sizeOf(shape),
      values: new Float32Array(count * sizeOf(shape)),
    }));
    for (let i = 0; i < count; i++) {
      const step = first + i;
      schedule.set(
        program.paces.flatMap((pace) => paceRow(pace, training, step, steps)),
        i * columns,
      );
      for (const { name, kind, size, values } of noise) {
        fillNoise(randomStream(seed, 'noise', name, step), kind, values.subarray(i * size, (i + 1) * size));
      }
    }
    const result: Record<string, Values> = { schedule };
    if (data.stored) result.data = valuesAt(data, Uint32Array.from(rows, Number));
    if (!data.stored || data.context) result.rows = rows;
    if (program.mirrors) {
      const mirrored = new Float32Array(count * batchSize);
      for (let i = 0; i < count; i++) {
        fillMirrored(seed, first + i, mirrored.subarray(i * batchSize, (i + 1) * batchSize));
      }
      result[MIRRORED] = mirrored;
    }
    for (const { name, values } of noise) result[name] = values;
    return result;
  };

  const reportAt = (reports: Results[string], i: number, first: number): StepReport => ({
    ...readReport(program.report, reports.subarray(i * width, (i + 1) * width)),
    step: first + i,
    learningRate: learningRate(training, first + i, steps),
    skipped: false,
  });

  return {
    async run(first, count, limitAt = () => lossLimit) {
      await loop.mark();
      const { outputs, ran } = await loop.run(count, feeds(first, count));
      const reports = Array.from({ length: ran }, (_, i) => reportAt(outputs[REPORT]!, i, first));
      const boundsOf = ({ step }: StepReport) =>
        lossBounds(program.report.objectives, Math.min(lossLimit, limitAt(step)), training);
      const at = reports.findIndex((report) => !isGood(report, boundsOf(report)));
      const bad = reports[at];
      if (bad === undefined) return { reports, diverged: null };
      // Run from the same state again, up to the bad step: steps are reproducible.
      const good = reports.slice(0, at);
      await loop.rewind();
      if (good.length > 0) await loop.run(good.length, feeds(first, good.length));
      const objective = badObjective(bad, boundsOf(bad));
      if (objective !== null) {
        return { reports: good, diverged: { step: bad.step, objective, loss: bad.objectives[objective]!.loss } };
      }
      return { reports: [...good, { ...bad, skipped: true }], diverged: null };
    },
    readState: () => loop.readState(),
    dispose: () => loop.dispose(),
  };
}
