import * as z from 'zod';
import { couplingConditioner } from '../../conditioners/choices.ts';
import { couplingCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { conditionerKey, maskKey, resolvedMask } from '../layer-keys.ts';
import { couplingShape } from '../shapes.ts';
import { mixtureCdfTransform } from '../transforms/mixture-cdf-transform.ts';
import { buildCoupling } from './coupling.ts';

const schema = z.strictObject({
  mask: maskKey,
  conditioner: conditionerKey,
  components: z.int().min(1).max(64).default(4).describe('Number of logistic components per dimension.'),
  scaleBound: z.number().gt(0).max(20).default(3).describe('c: the largest |s| of the affine map that follows.'),
});

export const mixtureCdfCoupling = defineLayer<z.infer<typeof schema>>({
  type: 'mixture-cdf-coupling',
  documentation: {
    summary:
      'Maps one part of the dimensions through the CDF of a logistic mixture and a logit, then scales and shifts it; a network computes the parameters from the other part.',
    formula:
      'z_kept = x_kept;  z = ((1 − ε)·logit F(x) + ε·x) · exp(s) + t, F(x) = Σₖ πₖ σ((x − μₖ)·e^(−sₖ)), ε = 0.001, all given x_kept',
    logDet: 'Σ log((1 − ε)·F′(x)/(F(x)·(1 − F(x))) + ε) + s',
    reference: 'Ho, Chen, Srinivas, Duan, Abbeel: Flow++ (ICML 2019), section 3.2',
  },
  schema,
  traits: { coupling: 'monotone', conditioned: true },
  inverse: 'iterative',
  shape: couplingShape('mixture-cdf-coupling'),
  domain: ({ mask }, input) => realOntoReal('mixture-cdf-coupling', input, (i) => resolvedMask(mask)[i] === 0),
  coordinates: couplingCoordinates,
  conditioner: couplingConditioner,
  build: (config, site) => buildCoupling(config, site, mixtureCdfTransform(config)),
});
