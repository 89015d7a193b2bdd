/** Decides when a loss that is a likelihood counts as divergence. */
import type { Shape } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { FINITE } from './step-report.ts';

export interface LossLimit {
  /** For all steps, which the compiled program checks after each. A constant, so that every backend can. */
  readonly compiled: number;
  /** The bound of a step (1-based) after `progress`: |loss| in the flow's units must be below it, nats. */
  at(step: number, progress: { readonly best: { readonly nll: number } | null }): number;
}

/** Nats per dimension. */
const PER_DIMENSION = 1000;
/** Number of steps during which a deep flow may overshoot and recover. */
export const SETTLING_STEPS = 100;

/**
 * `training.lossLimit` is a bound for every step. The default is explained in
 * docs/decisions/when-a-run-has-diverged.md.
 * @param dataLogDet what standardization adds to log q: validated losses are in data units
 */
export function lossLimitOf(
  { lossLimit }: { readonly lossLimit: number | null },
  inputShape: Shape,
  dataLogDet: number,
): LossLimit {
  if (lossLimit !== null) return { compiled: lossLimit, at: () => lossLimit };
  const constant = PER_DIMENSION * sizeOf(inputShape);
  return {
    compiled: FINITE,
    at(step, { best }) {
      if (step > 1 && step <= SETTLING_STEPS) return FINITE;
      // A validated loss above the constant says nothing about a healthy run.
      const reached = best === null || step === 1 ? 0 : Math.min(Math.abs(best.nll + dataLogDet), constant);
      return constant + reached;
    },
  };
}
