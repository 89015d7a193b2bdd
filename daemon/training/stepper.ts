/** Runs chunks of training steps. The trajectory does not depend on where chunks begin or end. */
import type { Results } from '../runtime/runtime.ts';
import { type FedLoop, type FedLoopOptions, openFedLoop } from './fed-loop.ts';
import { learningRate } from './schedule.ts';
import { badObjective, isGood, lossBounds, readReport, reportWidth, type StepReport } from './step-report.ts';

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

export interface StepperOptions extends FedLoopOptions {
  /** The compiled program's own limit of likelihoods. */
  readonly lossLimit: number;
  /** Opens the loop, which other ranks then follow. Absent: there are none. */
  readonly lead?: (open: () => Promise<FedLoop>) => Promise<FedLoop>;
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
  const { program, training, steps, lossLimit, lead = (open) => open() } = options;
  const loop = await lead(() => openFedLoop(options));
  const width = reportWidth(program.report);

  const reportAt = (reports: Results[string], i: number, first: number): StepReport => ({
    ...readReport(program.report, reports.subarray(i * width, (i + 1) * width)),
    step: first + i,
    learningRate: learningRate(training, first + i, steps),
    skipped: false,
  });

  /** Takes steps up to the first that is not kept. `undone`: its changes were not made; otherwise the state is marked. */
  const take = async (first: number, count: number, isKept: (report: StepReport) => boolean) => {
    if (!loop.runWhile) await loop.mark();
    const { reports: rows, ran } = loop.runWhile
      ? await loop.runWhile(first, count, (row, i) => isKept(reportAt(row, 0, first + i)))
      : await loop.run(first, count);
    const reports = Array.from({ length: ran }, (_, i) => reportAt(rows, i, first));
    return { reports, undone: loop.runWhile !== undefined };
  };

  return {
    async run(first, count, limitAt = () => lossLimit) {
      const boundsOf = ({ step }: StepReport) =>
        lossBounds(program.report.objectives, Math.min(lossLimit, limitAt(step)), training);
      const isKept = (report: StepReport) => isGood(report, boundsOf(report));
      const { reports, undone } = await take(first, count, isKept);
      const at = reports.findIndex((report) => !isKept(report));
      const bad = reports[at];
      if (bad === undefined) return { reports, diverged: null };
      const good = reports.slice(0, at);
      if (!undone) {
        // Run from the same state again, up to the bad step: steps are reproducible.
        await loop.rewind();
        if (good.length > 0) await loop.run(first, good.length);
      }
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
