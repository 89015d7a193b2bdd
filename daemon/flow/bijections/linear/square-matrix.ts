import type { Tensor } from '../../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../../definition.ts';

/** A learned invertible matrix W [C, C]. */
export interface SquareMatrix {
  readonly parameters: readonly ParameterSpec[];
  /** Wᵀ: rows x are mapped to x·Wᵀ. */
  transposed(scope: Scope): Tensor;
  /** W⁻ᵀ. */
  transposedInverse(scope: Scope): Tensor;
  /** ln|det W|, [1]. */
  logDet(scope: Scope): Tensor;
}
