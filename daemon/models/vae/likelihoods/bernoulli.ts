/** p(x | z) = Π_d p_d^x_d·(1 − p_d)^(1 − x_d) for pixels that are 0 or 1 (Kingma & Welling 2014, appendix C.1). */
import { sumPerSample } from '../../../flow/bijections/sum-per-sample.ts';
import { mul, sub } from '../../../tensor/ops/arithmetic.ts';
import { logistic } from '../../../tensor/ops/composite.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { greater } from '../../../tensor/ops/select.ts';
import { softplus } from '../../../tensor/ops/unary.ts';
import type { LikelihoodDefinition } from './likelihood.ts';

export const bernoulli: LikelihoodDefinition = {
  type: 'bernoulli',
  summary: 'black or white pixels; a gray level counts as the share of white, which is no probability of gray levels',
  problem: ({ bits }) => (bits === null ? 'it is for images: leave it out for a gaussian likelihood' : null),
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
