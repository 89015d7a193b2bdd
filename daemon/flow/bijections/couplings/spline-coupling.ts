import * as z from 'zod';
import { couplingConditioner } from '../../conditioners/choices.ts';
import { couplingCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { splineDomain, splineImage } from '../domains.ts';
import { conditionerKey, maskKey, resolvedMask, splineKeys } from '../layer-keys.ts';
import { couplingShape } from '../shapes.ts';
import { splineTransform } from '../transforms/spline-transform.ts';
import { buildCoupling } from './coupling.ts';

export const splineCouplingSchema = z.strictObject({ mask: maskKey, conditioner: conditionerKey, ...splineKeys });

type Config = z.infer<typeof splineCouplingSchema>;

export const splineCoupling = defineLayer<Config>({
  type: 'spline-coupling',
  documentation: {
    summary:
      'Transforms one part of the dimensions by rational-quadratic splines whose knots a network computes from the other part.',
    formula:
      'z_kept = x_kept;  z = RQS(x; θ(x_kept)), θ = widths, heights, derivatives; identity outside [−B, B] (linear tails)',
    logDet: 'Σ log RQS′(x)',
    reference:
      'Durkan, Bekasov, Murray, Papamakarios: Neural Spline Flows (NeurIPS 2019), eq. 4–5; circular: Rezende et al. 2020',
  },
  schema: splineCouplingSchema,
  traits: { coupling: 'monotone', conditioned: true },
  inverse: 'closed',
  shape: couplingShape('spline-coupling'),
  domain: (config, input) => splineImage('spline-coupling', config, input, (i) => resolvedMask(config.mask)[i] === 0),
  takes: (config) => splineDomain(config),
  coordinates: couplingCoordinates,
  conditioner: couplingConditioner,
  build: (config, site) => buildCoupling(config, site, splineTransform(config)),
});
