/** p(x | z) = Π_d p_d^x_d·(1 − p_d)^(1 − x_d) for pixels that are 0 or 1 (Kingma & Welling 2014, appendix C.1). */
import { sumPerSample } from '../../../flow/bijections/sum-per-sample.ts';
import { mul, sub } from '../../../tensor/ops/arithmetic.ts';
import { logistic } from '../../../tensor/ops/composite.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { greater } from '../../../tensor/ops/select.ts';
import { softplus } from '../../../tensor/ops/unary.ts';
import { type LikelihoodDefinition, type LikelihoodProblem, onlyForImages } from './likelihood.ts';

const TYPE = 'bernoulli';

export const bernoulli: LikelihoodDefinition = {
  type: TYPE,
  summary:
    'black or white pixels; a gray level counts as the share of white, which is not a probability of gray levels',
  problem({ bits }) {
    if (bits === null) return onlyForImages(TYPE);
    return bits === 1 ? null : grayLevels(2 ** bits);
  },
  build({ bits }) {
    if (bits === null) throw new Error('a bernoulli likelihood needs images');
    const white = 2 ** bits - 1;
    return {
      values: 1,
      parameters: [],
      // Σ x·logit − ln(1 + e^logit)
      logProb: (x, [logit]) => sumPerSample(sub(mul(mul(x, scalar(1 / white)), logit!), softplus(logit!))),
      mean: ([logit]) => mul(logistic(logit!), scalar(white)),
      draw: ([logit], { noise }) => mul(greater(logistic(logit!), noise('uniform', logit!.shape)), scalar(white)),
    };
  },
};

function grayLevels(levels: number): LikelihoodProblem {
  return {
    severity: 'warning',
    message: `likelihood "${TYPE}" is for black or white pixels, but these have ${levels} gray levels: it is not a likelihood of the data, and its figures cannot be compared with those of other models. Remove it to use "discretized-logistic", or keep only the highest bit of each pixel ("bits": 1 in "data").`,
    data: { bits: 1 },
  };
}
