import { defineStep, type FittedStep } from './define-step.ts';
import type { LocationScale } from './location-scale.ts';
import { scaled } from './short.ts';

/** Shift and scale: mean and standard deviation, or median and interquartile range. */
export const affine = defineStep({
  type: 'shift-scale',
  describe: ({ center, scale }) => scaled(center, scale),
  forward: (v) => v,
  inverse: (z) => z,
  logSlope: () => 0,
  forwardGraph: (v) => ({ value: v, logSlope: null }),
  inverseGraph: (z) => z,
});

export function affineStep({ center, scale }: LocationScale): FittedStep {
  return { stage: 'standardize', type: affine.type, center, scale };
}
