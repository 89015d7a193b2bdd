/** The prior of what leaves the flow, a normal whose mean and scale depend on what continues (Glow, section 3). */
import { add, mul, neg, reshape, sub } from '../../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../../tensor/ops/concat-split.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { buildConditioner, conditionerKind } from '../../conditioners/build-conditioner.ts';
import type { AnyConditionerSite, Bijection, Scope, Site } from '../../definition.ts';
import { sumPerSample } from '../sum-per-sample.ts';
import { logScale } from '../transforms/affine-transform.ts';

/** |log σ| < 5: in float32, σ and 1/σ keep five digits of a standardized value beside a mean of size 1. */
const SCALE = { scale: 'tanh', scaleBound: 5 } as const;

/**
 * On x = (h, z_out), split along the last axis into ⌈C/2⌉ and ⌊C/2⌋ channels: h stays, and z_out becomes
 * ε = (z_out − μ(h))/σ(h), so that its prior is N(0, 1). log|det| = −Σ log σ(h). The network gives the means, then a with
 * log σ = 5·tanh(a/5): per pixel if it is one of images, for all elements together otherwise.
 */
export function conditionalPrior(config: unknown, { inputShape, contextSize }: Site): Bijection {
  const axis = inputShape.length;
  const channels = inputShape.at(-1)!;
  const kept = Math.ceil(channels / 2);
  const shapeOf = (own: number): Shape => [...inputShape.slice(0, -1), own];
  const perPixel = conditionerKind(config) === 'image';
  const [height, width] = inputShape as readonly [number, number];
  const site: AnyConditionerSite = perPixel
    ? { inputSize: kept, contextSize, outputSize: 2 * (channels - kept), image: { height, width } }
    : { inputSize: sizeOf(shapeOf(kept)), contextSize, outputSize: 2 * sizeOf(shapeOf(channels - kept)) };
  const conditioner = buildConditioner(config, site);
  const read = (x: Tensor, scope: Scope) => {
    const batch = x.shape[0]!;
    const [h, rest] = split(x, [kept, channels - kept], axis);
    const seen = perPixel ? h! : reshape(h!, [batch, site.inputSize]);
    const half = site.outputSize / 2;
    const found = conditioner.apply(seen, scope);
    const [mean, a] = split(found, [half, half], found.shape.length - 1).map((part) => reshape(part, rest!.shape));
    const logDeviation = logScale(SCALE, a!);
    return { h: h!, rest: rest!, mean: mean!, logDeviation, sum: sumPerSample(logDeviation) };
  };
  return {
    parameters: conditioner.parameters,
    forward(x, scope) {
      const { h, rest, mean, logDeviation, sum } = read(x, scope);
      return { value: concat([h, mul(sub(rest, mean), exp(neg(logDeviation)))], axis), logDet: neg(sum) };
    },
    inverse(z, scope) {
      const { h, rest, mean, logDeviation, sum } = read(z, scope);
      return { value: concat([h, add(mul(rest, exp(logDeviation)), mean)], axis), logDet: sum };
    },
  };
}
