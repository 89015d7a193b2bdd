/**
 * P(x | z) of a whole number x: the mass of a logistic distribution between x − ½ and x + ½, at the ends up to infinity
 * (Kingma et al. 2016: IAF, section 5.1; Salimans et al. 2017: PixelCNN++, equation 2). A probability of the data themselves, so
 * that bits per dimension are those of a flow.
 */
import { sumPerSample } from '../../../flow/bijections/sum-per-sample.ts';
import { add, mul, neg, sub } from '../../../tensor/ops/arithmetic.ts';
import { logSigmoid } from '../../../tensor/ops/composite.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { clamp, greater, where } from '../../../tensor/ops/select.ts';
import { exp, log } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type LikelihoodDefinition, onlyForImages } from './likelihood.ts';
import { fromUnit, toLevels, toUnit } from './pixel-scale.ts';

const TYPE = 'discretized-logistic';
/** ln of the scale, in units of (−1, 1), stays in this range. */
const LOWEST = -7;
const HIGHEST = 2;
/** What it starts from. */
const START = -2;
/** Noise is a multiple of 2⁻²⁴ and may be 0. */
const SMALLEST_NOISE = 2 ** -25;

export const discretizedLogistic: LikelihoodDefinition = {
  type: TYPE,
  summary: 'probabilities of the gray levels, with a scale that the decoder gives for each pixel',
  problem: ({ bits }) => (bits === null ? onlyForImages(TYPE) : null),
  build({ bits }) {
    if (bits === null) throw new Error('a discretized logistic likelihood needs images');
    const levels = 2 ** bits;
    const half = 1 / levels;
    const logScale = (raw: Tensor) => clamp(add(raw, scalar(START)), LOWEST, HIGHEST);
    return {
      values: 2,
      parameters: [],
      logProb(x, [center, raw]) {
        const inverse = exp(neg(logScale(raw!)));
        const distance = sub(toUnit(x, bits), center!);
        const upper = mul(add(distance, scalar(half)), inverse);
        const lower = mul(sub(distance, scalar(half)), inverse);
        const below = logSigmoid(upper);
        const above = logSigmoid(neg(lower));
        // σ(u) − σ(l) = σ(u)·σ(−l)·(1 − e^−(u−l))
        const width = log(sub(scalar(1), exp(mul(inverse, scalar(-2 * half)))));
        const between = add(add(below, above), width);
        const atTop = where(greater(x, scalar(levels - 1.5)), above, between);
        return sumPerSample(where(greater(scalar(0.5), x), below, atTop));
      },
      mean: ([center]) => clamp(fromUnit(center!, bits), 0, levels - 1),
      draw([center, raw], { noise }) {
        const u = clamp(noise('uniform', center!.shape), SMALLEST_NOISE, 1 - SMALLEST_NOISE);
        const logit = sub(log(u), log(sub(scalar(1), u)));
        return toLevels(fromUnit(add(center!, mul(logit, exp(logScale(raw!)))), bits), bits);
      },
    };
  },
};
