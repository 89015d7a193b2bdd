import { buildFlow } from '../flow/flow.ts';
import type { Plan } from '../spec/plan.ts';

/** Multiplications of the largest matrix product from which a second thread pays (measured: docs/measurements). */
const LARGE_PRODUCT = 4e6;
/** More threads than this gained nothing on the layers of flows. */
const MOST = 4;

/** Threads inside one operation for training a plan: one for small networks, where handing work over costs more than it saves. */
export function suggestedThreads(plan: Plan, cores: number): number {
  const largest = buildFlow(plan).parameters.reduce((size, { shape }) => {
    const [inputs, outputs] = shape.slice(-2);
    return Math.max(size, shape.length >= 2 ? inputs! * outputs! : 0);
  }, 0);
  return plan.training.batchSize * largest >= LARGE_PRODUCT ? Math.max(1, Math.min(MOST, cores)) : 1;
}
