import * as z from 'zod';
import type { RandomStream } from '../../../random/random-stream.ts';
import { add, div, mul, neg, reshape, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { maximum } from '../../../tensor/ops/select.ts';
import { log, softplus, tanh } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Bijection, Scope, Site } from '../../definition.ts';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';
import { contextNumbers } from './context-numbers.ts';
import { tanhRoot, tanhSlope } from './tanh-root.ts';

const schema = z.strictObject({});

export const planar = defineLayer<z.infer<typeof schema>>({
  type: 'planar',
  documentation: {
    summary:
      'Shifts points along one direction by a tanh of their position relative to a plane; constrained to be invertible. A context shifts w, u and b linearly.',
    formula:
      'z = x + û·tanh(wᵀx + b),  û = u + (m(wᵀu) − wᵀu)·w/‖w‖²,  m(a) = ε − 1 + softplus(a + log(e^(1−ε) − 1)), ε = 0.001',
    logDet: 'log|1 + (1 − tanh²(wᵀx + b))·wᵀû|',
    reference: 'Rezende, Mohamed: Variational Inference with Normalizing Flows (ICML 2015), eq. 10–12, appendix A.1',
  },
  schema,
  inverse: 'iterative',
  shape: vectorShape('planar'),
  domain: (_config, input) => realOntoReal('planar', input),
  coordinates: (_config, shape) => mixedCoordinates(shape, true),
  build: (_config, site) => buildPlanar(site),
});

/**
 * ε: the smallest slope across the plane. The paper has 0: then softplus, whose left tail is 0 in float32, would make
 * points on the plane equal, and their log-det infinite.
 */
const LEAST_SLOPE = 1e-3;
/** What is added to wᵀu, so that the slope is 1 if it is 0. */
const LEVEL = Math.log(Math.expm1(1 - LEAST_SLOPE));
/** Of ‖w‖². A context may shift w through 0, where the correction of u has no direction. As wᵀu = 0, it is 0 there. */
const SMALLEST = 1e-12;
/**
 * Standard deviation of b at the start, chosen by trying 0 to 2 on two-moons (16 layers, 3 seeds). If all planes met at 0,
 * the flow could only be odd at first: its gap was twice as large.
 */
const OFFSET = 0.5;

interface Plane {
  /** [1, D] or [B, D]. */
  readonly w: Tensor;
  readonly shift: Tensor;
  /** [1, 1] or [B, 1]. */
  readonly b: Tensor;
  /** 1 + wᵀû: the derivative across the plane where tanh is steepest. */
  readonly slope: Tensor;
}

/**
 * Parameters `w` and `u` [D] and `b` [1]. At the start u = 0, the identity; w is a random unit vector and b is random, so
 * that layers differ.
 */
function buildPlanar({ inputShape, contextSize }: Site): Bijection {
  const size = inputShape[0]!;
  const numbers = contextNumbers(
    [
      { name: 'w', size, initialize: (random) => unitVector(size, random) },
      { name: 'u', size, initialize: () => new Float32Array(size) },
      { name: 'b', size: 1, initialize: (random) => Float32Array.of(OFFSET * random.normal()) },
    ],
    contextSize,
  );
  const planeOf = (scope: Scope): Plane => {
    const [w, u, b] = numbers.read(scope) as readonly [Tensor, Tensor, Tensor];
    const along = dot(w, u);
    const slope = add(softplus(add(along, scalar(LEVEL))), scalar(LEAST_SLOPE));
    const missing = div(sub(sub(slope, scalar(1)), along), maximum(dot(w, w), scalar(SMALLEST)));
    return { w, shift: add(u, mul(missing, w)), b, slope };
  };
  return {
    parameters: numbers.parameters,
    forward(x, scope) {
      const { w, shift, b, slope } = planeOf(scope);
      const t = tanh(add(dot(x, w), b));
      return { value: add(x, mul(t, shift)), logDet: logSlope(t, slope) };
    },
    // The position relative to the plane, v = wᵀx + b, solves v + wᵀû·tanh v = wᵀz + b.
    inverse(z, scope) {
      const { w, shift, b, slope } = planeOf(scope);
      const t = tanh(tanhRoot(add(dot(z, w), b), slope));
      return { value: sub(z, mul(t, shift)), logDet: neg(logSlope(t, slope)) };
    },
  };
}

/** [B, 1] → [B]. */
function logSlope(t: Tensor, slope: Tensor): Tensor {
  return reshape(log(tanhSlope(t, slope)), [t.shape[0]!]);
}

/** Σ over the last axis of two, which is kept. */
function dot(a: Tensor, b: Tensor): Tensor {
  return sum(a === b ? square(a) : mul(a, b), [1], true);
}

function unitVector(size: number, random: RandomStream): Float32Array {
  const values = Float64Array.from({ length: size }, () => random.normal());
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}
