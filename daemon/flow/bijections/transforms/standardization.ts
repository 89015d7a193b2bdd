import { affineTransform } from './affine-transform.ts';
import type { ConditionedTransform } from './conditioned-transform.ts';

/** |log σ| < 5: in float32, a value of size 1 keeps five digits beside a mean of size 1. */
const scaling = affineTransform({ scale: 'tanh', scaleBound: 5 });

/**
 * ε = (x − μ)/σ, which is N(0, 1) if x is N(μ, σ²); parameters [B, …, 2n]: a for every coordinate, with
 * log σ = 5·tanh(a/5), then μ.
 */
export const standardization: ConditionedTransform = {
  outputSize: scaling.outputSize,
  forward: scaling.inverse,
  inverse: scaling.forward,
};
