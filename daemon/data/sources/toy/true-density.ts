import type { TrueDensity } from '../../definition.ts';

/** Combines a log-density and its entropy; the quadrature runs when the floor is first needed. */
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
