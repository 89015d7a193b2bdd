import { batchOrder } from '../../data/batch-order.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { initialTraining } from '../initial-training.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { runProgram } from '../run-program.ts';
import { openStepper } from '../stepper.ts';
import type { Engine } from './engine.ts';

/** Of all timed steps together, seconds, and the largest number of them. */
const ENOUGH = { seconds: 0.5, steps: 200 };

/**
 * Takes steps of the plan from its start values, and throws them away. The first one is not timed: it compiles.
 * @returns seconds per step, of the fastest call: others were disturbed
 * @throws FlowscopeError if the engine cannot compute the plan
 */
export async function secondsPerStep(
  { runtime, evaluation }: Omit<Engine, 'reason'>,
  prepared: PreparedTraining,
): Promise<number> {
  const { plan, rows, steps } = prepared;
  const { training } = plan;
  const { program, layout, lossLimit, chunkLimit } = runProgram(prepared, runtime);
  const { state, fixed } = await initialTraining(layout, evaluation, prepared);
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
  });
  try {
    let next = 1;
    const take = async (count: number) => {
      const before = performance.now();
      await stepper.run(next, count);
      next += count;
      return (performance.now() - before) / 1000;
    };
    await take(1);
    let [fastest, total] = [Number.POSITIVE_INFINITY, 0];
    for (let count = 1; total < ENOUGH.seconds && next <= ENOUGH.steps; count = Math.min(2 * count, 32, chunkLimit)) {
      const seconds = await take(count);
      total += seconds;
      fastest = Math.min(fastest, seconds / count);
    }
    return fastest;
  } finally {
    await stepper.dispose();
  }
}
