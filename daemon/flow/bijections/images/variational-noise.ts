/** Noise in (0, 1) from a learned conditional flow r(u | x) (Ho et al. 2019, section 3.1). */
import { add, mul, neg, reshape, sub } from '../../../tensor/ops/arithmetic.ts';
import { logistic, logSigmoid } from '../../../tensor/ops/composite.ts';
import { concat, split } from '../../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { clamp } from '../../../tensor/ops/select.ts';
import { exp, log } from '../../../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Conditioner } from '../../conditioner-definition.ts';
import { buildConditioner, conditionerKind } from '../../conditioners/build-conditioner.ts';
import { contextSizeFor } from '../../conditioners/context.ts';
import { nestedParameters, nestedScope } from '../../conditioners/nesting.ts';
import type { ParameterSpec, Scope, Site } from '../../definition.ts';
import { sumPerSample } from '../sum-per-sample.ts';
import { logScale } from '../transforms/affine-transform.ts';

export interface LearnedNoise {
  readonly parameters: readonly ParameterSpec[];
  /** u in (0, 1) and −log r(u | x), [B], from uniform noise and x in [0, 1), both [B, …shape]. */
  draw(x: Tensor, uniform: Tensor, scope: Scope): { readonly value: Tensor; readonly noise: Tensor };
}

/** The part of the noise that a stage keeps and reads: nothing, then every other element, then the other half. */
const STAGES = ['none', 'even', 'odd'] as const;
/** Uniform noise is kept this far from 0 and 1, so that its logit is finite: half a step of a float32 in [½, 1). */
const EDGE = 2 ** -24;
const SCALE = { scale: 'tanh', scaleBound: 3 } as const;

/**
 * v = logit of uniform noise is scaled and shifted in three stages, each with a network on x and on the elements that the
 * stage keeps (for images, pixels of a checkerboard); then u = σ(v). At the start u is the uniform noise itself.
 */
export function variationalNoise(config: unknown, site: Site): LearnedNoise {
  const { inputShape } = site;
  const onImages = conditionerKind(config) === 'image';
  const channels = onImages ? inputShape.at(-1)! : sizeOf(inputShape);
  const [height, width] = inputShape;
  const network: Conditioner = buildConditioner(config, {
    inputSize: 2 * channels,
    outputSize: 2 * channels,
    contextSize: contextSizeFor(site, onImages),
    ...(onImages ? { image: { height: height!, width: width! } } : {}),
  });
  const shape: Shape = onImages ? inputShape : [channels];
  const stage = (index: number, x: Tensor, v: Tensor, scope: Scope): { readonly s: Tensor; readonly t: Tensor } => {
    const kept = constant(keptElements(STAGES[index]!, shape), shape);
    const last = v.shape.length - 1;
    const output = network.apply(concat([x, mul(v, kept)], last), nestedScope(scope, `stage${index}`));
    const [a, t] = split(output, [channels, channels], last);
    const moved = sub(scalar(1), kept);
    return { s: mul(logScale(SCALE, a!), moved), t: mul(t!, moved) };
  };
  return {
    parameters: STAGES.flatMap((_, index) => nestedParameters(network.parameters, `stage${index}`)),
    draw(given, uniform, scope) {
      const arranged = (tensor: Tensor) => reshape(tensor, [tensor.shape[0]!, ...shape]);
      const x = sub(arranged(given), scalar(0.5));
      const inside = clamp(arranged(uniform), EDGE, 1 - EDGE);
      let v = sub(log(inside), log(sub(scalar(1), inside)));
      // −log r(u) = log|du/d(uniform noise)|, which is uniform: its own density is 1.
      let terms = neg(logSlope(v));
      for (const index of STAGES.keys()) {
        const { s, t } = stage(index, x, v, scope);
        v = add(mul(v, exp(s)), t);
        terms = add(terms, s);
      }
      return { value: reshape(logistic(v), uniform.shape), noise: sumPerSample(add(terms, logSlope(v))) };
    },
  };
}

/** ln of the derivative of σ. */
function logSlope(v: Tensor): Tensor {
  return add(logSigmoid(v), logSigmoid(neg(v)));
}

function keptElements(kept: (typeof STAGES)[number], shape: Shape): readonly number[] {
  const [, width = 1, channels = 1] = shape.length === 3 ? shape : [1, sizeOf(shape), 1];
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const parity = (Math.floor(pixel / width) + (pixel % width)) % 2;
    return kept !== 'none' && parity === (kept === 'even' ? 0 : 1) ? 1 : 0;
  });
}
