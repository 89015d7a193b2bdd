import type { PreparedTraining } from '../prepare-training.ts';
import { runStepper } from '../run-stepper.ts';
import type { Engine } from './engine.ts';

/** Of all timed steps together, seconds, and the largest number of them. */
const ENOUGH = { seconds: 0.5, steps: 200 };

/**
 * Takes steps of the plan from its start values, and throws them away. The first one is not timed: it compiles.
 * @returns seconds per step, of the fastest call: others were disturbed
 * @throws FlowscopeError if the engine cannot compute the plan
 */
export async function secondsPerStep(engine: Omit<Engine, 'reason'>, prepared: PreparedTraining): Promise<number> {
  const stepper = await runStepper(prepared, engine);
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
    for (
      let count = 1;
      total < ENOUGH.seconds && next <= ENOUGH.steps;
      count = Math.min(2 * count, 32, stepper.chunkLimit)
    ) {
      const seconds = await take(count);
      total += seconds;
      fastest = Math.min(fastest, seconds / count);
    }
    return fastest;
  } finally {
    await stepper.dispose();
  }
}
