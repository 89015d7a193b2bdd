import type { TrueDensity } from '../../definition.ts';

/** Puts a log-density and its entropy together; the quadrature runs when the floor is first asked for. */
export function trueDensity(logProb: TrueDensity['logProb'], entropy: () => number): TrueDensity {
  let floor: number | null = null;
  return {
    logProb,
    get floor() {
      floor ??= entropy();
      return floor;
    },
  };
}
