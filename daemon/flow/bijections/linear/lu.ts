import { add, mul, neg, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { linear, matmul } from '../../../tensor/ops/matmul.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Bijection, ParameterSpec, Scope, Site } from '../../definition.ts';
import { lazyTriangles } from './triangles.ts';
import { solveLower, solveUpper } from './triangular-solve.ts';

/**
 * z = x·L·U + b for rows x: L unit lower triangular, U upper triangular with diagonal exp(d). Parameters `lower` [D, D]
 * and `upper` [D, D] (strict triangles in use), `logDiagonal` [D], `bias` [D]; all zero is the identity.
 */
export function buildLu({ bias }: { readonly bias: boolean }, site: Site): Bijection {
  const dimension = site.inputShape[0]!;
  const square = [dimension, dimension];
  const { below, above, diagonal } = lazyTriangles(dimension);
  const strictLower = (scope: Scope) => mul(scope.parameter('lower'), below());
  const strictUpper = (scope: Scope) => mul(scope.parameter('upper'), above());
  const logDet = (scope: Scope): Tensor => sum(scope.parameter('logDiagonal'), [0], true);
  return {
    parameters: [
      zeros('lower', square, true),
      zeros('upper', square, true),
      zeros('logDiagonal', [dimension], false),
      ...(bias ? [zeros('bias', [dimension], false)] : []),
    ],
    forward(x, scope) {
      const identity = diagonal();
      const lower = add(strictLower(scope), identity);
      const upper = add(strictUpper(scope), mul(identity, exp(scope.parameter('logDiagonal'))));
      const value = linear(matmul(x, lower), upper, bias ? scope.parameter('bias') : null);
      return { value, logDet: logDet(scope) };
    },
    inverse(z, scope) {
      const centered = bias ? sub(z, scope.parameter('bias')) : z;
      const inner = solveUpper(centered, strictUpper(scope), exp(neg(scope.parameter('logDiagonal'))));
      return { value: solveLower(inner, strictLower(scope), null), logDet: neg(logDet(scope)) };
    },
  };
}

function zeros(name: string, shape: readonly number[], decay: boolean): ParameterSpec {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { name, shape, trainable: true, dtype: 'float', decay, initialize: () => new Float32Array(size) };
}
