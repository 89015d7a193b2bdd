import type { Tensor } from '../tensor.ts';
import { applyUnary, unary } from './unary-rule.ts';

export const stopGradientOp = unary({ name: 'stopGradient', f: (x) => x, gradient: () => null });

/** x, treated as a constant by gradients. */
export const stopGradient = (x: Tensor): Tensor => applyUnary(stopGradientOp, x);
