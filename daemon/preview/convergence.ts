/** When more training changes nothing that can be seen. */

/** Nats by which the validation must improve. */
const CHANGE = 0.001;
const PICTURES = 5;
const FEWEST_STEPS = 200;

export interface Convergence {
  /** @returns whether the last pictures are no better than the ones before */
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
