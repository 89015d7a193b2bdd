import { add, mul, neg, sum } from '../../../tensor/ops/arithmetic.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../../definition.ts';
import { luFactors, randomRotation } from './rotation.ts';
import type { SquareMatrix } from './square-matrix.ts';
import { lazyTriangles } from './triangles.ts';
import { solveLower, solveUpper } from './triangular-solve.ts';

/**
 * W = P·(L∘mask + I)·(U∘mask + diag(sign·exp(logs))), a random rotation at the start (Glow, section 3.2). Parameters
 * `lower` and `upper` [C, C] (strict triangles in use), `logDiagonal` [C], and the fixed `permutation` [C, C] and `sign`
 * [C]. Their start values are factors of one matrix, so they come from one random stream.
 */
export function luMatrix(size: number): SquareMatrix {
  const { below, above, diagonal } = lazyTriangles(size);
  const strictLower = (scope: Scope) => mul(scope.parameter('lower'), below());
  const strictUpper = (scope: Scope) => mul(scope.parameter('upper'), above());
  const scaled = (scope: Scope, logs: Tensor) => mul(scope.parameter('sign'), exp(logs));
  return {
    parameters: [
      factor('lower', [size, size], ({ packed }) => packed.map((v, i) => (Math.floor(i / size) > i % size ? v : 0))),
      factor('upper', [size, size], ({ packed }) => packed.map((v, i) => (Math.floor(i / size) < i % size ? v : 0))),
      factor('logDiagonal', [size], (factors) => diagonalOf(factors.packed).map((v) => Math.log(Math.abs(v)))),
      factor('sign', [size], (factors) => diagonalOf(factors.packed).map(Math.sign)),
      factor('permutation', [size, size], ({ permutation }) => permutation),
    ],
    transposed(scope) {
      const lower = add(strictLower(scope), diagonal());
      const upper = add(strictUpper(scope), mul(diagonal(), scaled(scope, scope.parameter('logDiagonal'))));
      return transpose(matmul(scope.parameter('permutation'), matmul(lower, upper)));
    },
    // X·Wᵀ = I is X·Uᵀ·Lᵀ = P.
    transposedInverse(scope) {
      const inner = solveUpper(scope.parameter('permutation'), transpose(strictLower(scope)), null);
      return solveLower(inner, transpose(strictUpper(scope)), scaled(scope, neg(scope.parameter('logDiagonal'))));
    },
    logDet: (scope) => sum(scope.parameter('logDiagonal'), [0], true),
  };

  function factor(
    name: string,
    shape: readonly number[],
    part: (factors: ReturnType<typeof luFactors>) => Float64Array,
  ): ParameterSpec {
    const fixed = name === 'sign' || name === 'permutation';
    return {
      name,
      shape,
      trainable: !fixed,
      dtype: 'float',
      decay: name === 'lower' || name === 'upper',
      stream: 'rotation',
      initialize: (random) => Float32Array.from(part(luFactors(randomRotation(size, random), size))),
    };
  }

  function diagonalOf(matrix: Float64Array): Float64Array {
    return matrix.filter((_, i) => i % (size + 1) === 0);
  }
}
