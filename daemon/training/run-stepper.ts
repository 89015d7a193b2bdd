/** Steps of prepared training outside of a run: to measure or to compare them. */
import { batchOrder } from '../data/batch-order.ts';
import { parameterFeeds } from '../evaluation/row-graph.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { initialTraining } from './initial-training.ts';
import type { PreparedTraining } from './prepare-training.ts';
import { runProgram } from './run-program.ts';
import { openStepper, type Stepper } from './stepper.ts';

export interface RunStepper extends Stepper {
  /** See `RunProgram`. */
  readonly chunkLimit: number;
}

/** From the start values of a new run, as `evaluation` draws them. */
export async function runStepper(
  prepared: PreparedTraining,
  { runtime, evaluation }: { readonly runtime: Runtime; readonly evaluation: Runtime },
): Promise<RunStepper> {
  const { plan, rows, steps } = prepared;
  const { training } = plan;
  const { program, layout, lossLimit, chunkLimit } = runProgram(prepared, runtime);
  const { state, fixed } = await initialTraining(layout, evaluation, prepared);
  const stepper = await openStepper({
    ...{ runtime, program, training, steps, data: rows, state, lossLimit: lossLimit.compiled },
    fixed: parameterFeeds({ parameters: layout.fixed }, fixed),
    order: batchOrder(training.seed, rows.count, training.batchSize),
  });
  return { ...stepper, chunkLimit };
}
