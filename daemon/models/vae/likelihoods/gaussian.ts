/** p(x | z) = N(x; decoder(z), diag σ²) with one learned σ per element, the same for all z (Kingma & Welling 2014, appendix C.2). */
import { sumPerSample } from '../../../flow/bijections/sum-per-sample.ts';
import type { ParameterSpec } from '../../../flow/definition.ts';
import { add, mul, neg, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { clamp } from '../../../tensor/ops/select.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { LikelihoodDefinition, LikelihoodScope, LikelihoodSite } from './likelihood.ts';
import { fromUnit, toLevels, toUnit } from './pixel-scale.ts';

const SCALE = 'logScale';
/** ln σ stays in this range: an element that is constant in the data would let σ fall to 0 and the density rise without bound. */
const LOWEST = -7;
const HIGHEST = 7;

export const gaussian: LikelihoodDefinition = {
  type: 'gaussian',
  summary: 'normal with a learned standard deviation for each element; images get uniform noise first',
  problem: () => null,
  build({ inputShape, bits }: LikelihoodSite) {
    const size = sizeOf(inputShape);
    const logScale: ParameterSpec = {
      name: SCALE,
      shape: inputShape,
      trainable: true,
      dtype: 'float',
      decay: false,
      initialize: () => new Float32Array(size),
    };
    const scale = ({ parameter }: LikelihoodScope) => clamp(parameter(SCALE), LOWEST, HIGHEST);
    // From integers to the scale of the networks, with its log-det, and back.
    const unitLogDet = bits === null ? 0 : size * Math.log(2 / 2 ** bits);
    const unit = (x: Tensor, { noise }: LikelihoodScope) =>
      bits === null ? x : toUnit(add(x, sub(noise('uniform', x.shape), scalar(0.5))), bits);
    const data = (v: Tensor) => (bits === null ? v : fromUnit(v, bits));
    return {
      values: 1,
      parameters: [logScale],
      logProb(x, [center], scope) {
        const s = scale(scope);
        const score = mul(sub(unit(x, scope), center!), exp(neg(s)));
        const perSample = mul(sumPerSample(square(score)), scalar(-0.5));
        return sub(add(perSample, scalar(unitLogDet - 0.5 * size * Math.log(2 * Math.PI))), sum(s));
      },
      mean: ([center]) => data(center!),
      draw([center], scope) {
        const drawn = data(add(center!, mul(scope.noise('normal', center!.shape), exp(scale(scope)))));
        return bits === null ? drawn : toLevels(drawn, bits);
      },
    };
  },
};
