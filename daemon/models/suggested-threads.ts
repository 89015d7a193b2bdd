import type { ModelPlan } from './plan.ts';
import { buildModel } from './registry.ts';

/** Multiplications of the largest matrix product above which a second thread pays off (see docs/measurements). */
const LARGE_PRODUCT = 4e6;
/** More threads than this brought no gain on the layers of flows. */
const MOST = 4;

/** Threads per operation for training a plan: one for small networks, whose work is too little to hand over. */
export function suggestedThreads(plan: ModelPlan, cores: number): number {
  const largest = buildModel(plan).parameters.reduce((size, { shape, rows = 1 }) => {
    const [inputs, outputs] = shape.slice(-2);
    return Math.max(size, shape.length >= 2 ? inputs! * outputs! * rows : 0);
  }, 0);
  return plan.training.batchSize * largest >= LARGE_PRODUCT ? Math.max(1, Math.min(MOST, cores)) : 1;
}
