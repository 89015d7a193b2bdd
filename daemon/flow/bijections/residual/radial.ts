import * as z from 'zod';
import { add, div, mul, neg, reshape, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { greater, maximum, where } from '../../../tensor/ops/select.ts';
import { abs, log, softplus, sqrt } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Bijection, Scope, Site } from '../../definition.ts';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';
import { contextNumbers } from './context-numbers.ts';

const schema = z.strictObject({});

export const radial = defineLayer<z.infer<typeof schema>>({
  type: 'radial',
  documentation: {
    summary:
      'Contracts points toward a center or expands them away from it; constrained to be invertible. A context shifts x₀, a and c linearly.',
    formula: 'z = x + β·(x − x₀)/(α + ‖x − x₀‖),  α = ε + softplus(a), β = −α + ε + softplus(a + c) > −α, ε = 0.001',
    logDet: '(D − 1)·log(1 + β/(α + r)) + log(1 + β/(α + r) − β·r/(α + r)²),  r = ‖x − x₀‖',
    reference: 'Rezende, Mohamed: Variational Inference with Normalizing Flows (ICML 2015), eq. 14, appendix A.2',
  },
  schema,
  inverse: 'closed',
  shape: vectorShape('radial'),
  domain: (_config, input) => realOntoReal('radial', input),
  coordinates: (_config, shape) => mixedCoordinates(shape, true),
  build: (_config, site) => buildRadial(site),
});

/** ε: the least α and α + β, since the left tail of softplus is 0 in float32. */
const LEAST = 1e-3;
/** `a` at the start: its softplus is 1. */
const START = Math.log(Math.E - 1);
/** Of ‖x − x₀‖², whose root has no derivative at 0. */
const SMALLEST = 1e-30;

interface Center {
  /** x₀, [1, D] or [B, D]. */
  readonly center: Tensor;
  /** α and α + β, both > 0, [1, 1] or [B, 1]. */
  readonly alpha: Tensor;
  readonly reach: Tensor;
}

/**
 * Parameters `center` [D], `a` and `c` [1]. At the start c = 0, the identity; the center is random, so that layers differ.
 * The map scales x − x₀ by (α + β + r)/(α + r).
 */
function buildRadial({ inputShape, contextSize }: Site): Bijection {
  const size = inputShape[0]!;
  const numbers = contextNumbers(
    [
      { name: 'center', size, initialize: (random) => Float32Array.from({ length: size }, () => random.normal()) },
      { name: 'a', size: 1, initialize: () => Float32Array.of(START) },
      { name: 'c', size: 1, initialize: () => new Float32Array(1) },
    ],
    contextSize,
  );
  const centerOf = (scope: Scope): Center => {
    const [center, a, c] = numbers.read(scope) as readonly [Tensor, Tensor, Tensor];
    const positive = (value: Tensor) => add(softplus(value), scalar(LEAST));
    return { center, alpha: positive(a), reach: positive(add(a, c)) };
  };
  return {
    parameters: numbers.parameters,
    forward(x, scope) {
      const own = centerOf(scope);
      const offset = sub(x, own.center);
      const r = norm(offset);
      const { scale, logDet } = scaling(r, own, size);
      return { value: add(own.center, mul(offset, scale)), logDet };
    },
    // ‖z − x₀‖ = R gives r² + (α + β − R)·r − α·R = 0, which has one root that is not negative.
    inverse(z, scope) {
      const own = centerOf(scope);
      const { center, alpha, reach } = own;
      const offset = sub(z, center);
      const distance = norm(offset);
      const half = sub(distance, reach);
      const product = mul(alpha, distance);
      // Of both roots, the one that is larger in size: without cancellation, and never 0.
      const larger = mul(add(abs(half), sqrt(add(square(half), mul(product, scalar(4))))), scalar(0.5));
      const r = where(greater(half, scalar(0)), larger, div(product, larger));
      const { scale, logDet } = scaling(r, own, size);
      return { value: add(center, div(offset, scale)), logDet: neg(logDet) };
    },
  };
}

/** The factor of x − x₀, [B, 1], and the log-det, [B], as ratios of sums of positive terms. */
function scaling(r: Tensor, { alpha, reach }: Center, size: number): { scale: Tensor; logDet: Tensor } {
  const from = add(alpha, r);
  const scale = div(add(reach, r), from);
  const along = div(add(mul(alpha, reach), mul(r, add(mul(alpha, scalar(2)), r))), square(from));
  const logDet = add(mul(log(scale), scalar(size - 1)), log(along));
  return { scale, logDet: reshape(logDet, [r.shape[0]!]) };
}

/** [B, D] → [B, 1]. */
function norm(offset: Tensor): Tensor {
  return sqrt(maximum(sum(square(offset), [1], true), scalar(SMALLEST)));
}
