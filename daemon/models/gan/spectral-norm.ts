/** Spectral normalization: Miyato et al. 2018, algorithm 1, with several iterations from a fixed vector. */
import type { StoredParameter } from '../../flow/parameters.ts';
import { div, mul, reshape, square, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { matmul } from '../../tensor/ops/matmul.ts';
import { maximum } from '../../tensor/ops/select.ts';
import { stopGradient } from '../../tensor/ops/stop-gradient.ts';
import { sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';

/**
 * A step starts anew from the same vector, where the paper keeps the last one: a step then depends on nothing but the
 * parameters, so that resuming is exact and every figure sees the same network.
 */
const ITERATIONS = 8;
/** Weights that are zero stay zero. */
const SMALLEST = 1e-12;

/** `parameters` where each weight (not bias) of `own` is divided by its largest singular value. */
export function spectrallyNormalized(
  own: readonly Pick<StoredParameter, 'name' | 'shape'>[],
  parameters: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const normalized = new Map(parameters);
  for (const { name, shape } of own) {
    if (shape.length < 2) continue;
    const weight = normalized.get(name)!;
    normalized.set(name, div(weight, spectralNorm(weight)));
  }
  return normalized;
}

/**
 * An estimate of the largest singular value of W [..., outputs], as a matrix with a row for each input, rank 0. It is never too
 * large; its gradient is that at fixed singular vectors.
 */
export function spectralNorm(weight: Tensor): Tensor {
  const outputs = weight.shape.at(-1)!;
  const matrix = reshape(weight, [sizeOf(weight.shape) / outputs, outputs]);
  const fixed = stopGradient(matrix);
  let right = unit(irregular(outputs));
  let left = unit(matmul(fixed, right));
  for (let i = 1; i < ITERATIONS; i++) {
    right = unit(matmul(fixed, left, { transposeA: true }));
    left = unit(matmul(fixed, right));
  }
  return maximum(sum(mul(left, matmul(matrix, right))), scalar(SMALLEST));
}

/** A vector that no layer's symmetry makes orthogonal to its singular vectors, [size, 1]. */
function irregular(size: number): Tensor {
  const values = Array.from({ length: size }, (_, i) => Math.sin((i + 1) ** 2));
  return constant(values, [size, 1]);
}

function unit(x: Tensor): Tensor {
  return div(x, maximum(sqrt(sum(square(x))), scalar(SMALLEST)));
}
