import { div, mul, reshape, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import { log, reciprocal, sqrt } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { randomRotation } from './rotation.ts';
import type { SquareMatrix } from './square-matrix.ts';
import type { Triangles } from './triangles.ts';
import { lazyTriangles } from './triangles.ts';
import { solveUpper } from './triangular-solve.ts';

/** W is the parameter `weight` [C, C] itself, a random rotation at the start. Nothing keeps it invertible. */
export function plainMatrix(size: number): SquareMatrix {
  const triangles = lazyTriangles(size);
  return {
    parameters: [
      {
        name: 'weight',
        shape: [size, size],
        trainable: true,
        dtype: 'float',
        decay: true,
        initialize: (random) => Float32Array.from(randomRotation(size, random)),
      },
    ],
    transposed: (scope) => transpose(scope.parameter('weight')),
    transposedInverse: (scope) => transposedInverse(scope.parameter('weight'), triangles),
    logDet: (scope) => sum(log(orthogonalized(scope.parameter('weight'), triangles).norms), [0], true),
  };
}

interface Orthogonalized {
  /** Diagonal of L, [C], > 0. */
  readonly norms: Tensor;
  /** Q [C, C]: orthonormal rows. */
  readonly rows: Tensor;
  /** Lᵀ [C, C]; the entries below the diagonal are undefined. */
  readonly upper: Tensor;
}

/**
 * W = L·Q by modified Gram–Schmidt, one row per turn. The product of the norms is |det W|, whose gradient follows
 * from that of the loop.
 */
function orthogonalized(w: Tensor, { above, diagonal }: Triangles): Orthogonalized {
  const size = w.shape[0]!;
  const { outputs } = scan({
    init: [w],
    scanned: [diagonal(), above()],
    invariant: [],
    length: size,
    // `later` marks the rows after this one: row k of the upper triangle is 1 from k + 1 on.
    body: ([a], [turn, later]) => {
      const row = matmul(reshape(turn!, [1, size]), a!);
      const norm = sqrt(sum(square(row), [1], true));
      const unit = div(row, norm);
      const along = matmul(a!, unit, { transposeB: true });
      const rest = sub(a!, matmul(mul(along, reshape(later!, [size, 1])), unit));
      return { carry: [rest], outputs: [reshape(norm, [1]), reshape(unit, [size]), reshape(along, [size])] };
    },
  });
  const [norms, rows, upper] = outputs as readonly [Tensor, Tensor, Tensor];
  return { norms: reshape(norms, [size]), rows, upper };
}

/** W⁻ᵀ = L⁻ᵀ·Q, with a step of Newton's method against the rounding errors of Gram–Schmidt. */
function transposedInverse(w: Tensor, triangles: Triangles): Tensor {
  const { norms, rows, upper } = orthogonalized(w, triangles);
  const identity = triangles.diagonal();
  const strict = mul(upper, triangles.above());
  const x = matmul(solveUpper(identity, strict, reciprocal(norms)), rows);
  return matmul(x, sub(mul(identity, scalar(2)), matmul(transpose(w), x)));
}
