import type { Tensor } from '../../../tensor/tensor.ts';
import type { Direction } from '../../definition.ts';

/** An elementwise map whose parameters are given, on the n coordinates of the last axis. */
export interface ConditionedTransform {
  /** Number of parameters for n coordinates. */
  outputSize(n: number): number;
  /** x [B, …, n], parameters [B, …, outputSize(n)]; for splines also [outputSize(n)], which all samples share. */
  forward(x: Tensor, parameters: Tensor): TransformedElements;
  inverse(z: Tensor, parameters: Tensor): TransformedElements;
  /** 1 for coordinates outside the bound, else 0, [B, …, n]. */
  readonly outsideBound?: (x: Tensor) => Tensor;
  readonly pieces?: {
    readonly bound: number;
    /** The knots at which pieces meet, in the input of the given direction: a tensor [B, …, n] for each. */
    readonly ends: (parameters: Tensor, direction: Direction) => readonly Tensor[];
  };
}

export interface TransformedElements {
  /** [B, …, n]. */
  readonly value: Tensor;
  /** ln of the derivative of each element, [B, …, n]; null: 0 everywhere. */
  readonly logDerivative: Tensor | null;
}
