/** Detects when more training makes no visible difference. */

/** Minimum improvement of the validation, nats. */
const CHANGE = 0.001;
const PICTURES = 5;
const FEWEST_STEPS = 200;

export interface Convergence {
  /** @returns whether the last pictures are no better than the earlier ones */
  reached(step: number, nll: number): boolean;
}

export function createConvergence(): Convergence {
  let best = Infinity;
  let since = 0;
  return {
    reached(step, nll) {
      if (nll < best - CHANGE) {
        best = nll;
        since = 0;
      } else since++;
      return since >= PICTURES && step >= FEWEST_STEPS;
    },
  };
}
