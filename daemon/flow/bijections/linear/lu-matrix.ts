import { add, mul, neg, sum } from '../../../tensor/ops/arithmetic.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { stopGradient } from '../../../tensor/ops/stop-gradient.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ParameterSpec, Scope } from '../../definition.ts';
import type { Factors } from './rotation.ts';
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
  const fixed = (scope: Scope, name: string) => stopGradient(scope.parameter(name));
  const scaled = (scope: Scope, logs: Tensor) => mul(fixed(scope, 'sign'), exp(logs));
  return {
    parameters: factorParameters(size),
    transposed(scope) {
      const lower = add(strictLower(scope), diagonal());
      const upper = add(strictUpper(scope), mul(diagonal(), scaled(scope, scope.parameter('logDiagonal'))));
      return transpose(matmul(fixed(scope, 'permutation'), matmul(lower, upper)));
    },
    // X·Wᵀ = I is X·Uᵀ·Lᵀ = P.
    transposedInverse(scope) {
      const inner = solveUpper(fixed(scope, 'permutation'), transpose(strictLower(scope)), null);
      return solveLower(inner, transpose(strictUpper(scope)), scaled(scope, neg(scope.parameter('logDiagonal'))));
    },
    logDet: (scope) => sum(scope.parameter('logDiagonal'), [0], true),
  };
}

function factorParameters(size: number): readonly ParameterSpec[] {
  const square = [size, size];
  const start = (part: (factors: Factors) => Float64Array): ParameterSpec['initialize'] => {
    return (random) => Float32Array.from(part(luFactors(randomRotation(size, random), size)));
  };
  const common = { dtype: 'float', stream: 'rotation' } as const;
  const learned = { ...common, trainable: true };
  const fixed = { ...common, trainable: false, decay: false };
  return [
    { ...learned, name: 'lower', shape: square, decay: true, initialize: start(({ lower }) => lower) },
    { ...learned, name: 'upper', shape: square, decay: true, initialize: start(({ upper }) => upper) },
    {
      ...learned,
      name: 'logDiagonal',
      shape: [size],
      decay: false,
      initialize: start(({ diagonal }) => diagonal.map((value) => Math.log(Math.abs(value)))),
    },
    { ...fixed, name: 'sign', shape: [size], initialize: start(({ diagonal }) => diagonal.map(Math.sign)) },
    { ...fixed, name: 'permutation', shape: square, initialize: start(({ permutation }) => permutation) },
  ];
}
