import * as z from 'zod';
import { maskedConditioner } from '../../conditioners/choices.ts';
import { autoregressiveCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { splineDomain, splineImage } from '../domains.ts';
import { conditionerKey, orderKey, splineKeys } from '../layer-keys.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({ conditioner: conditionerKey, order: orderKey, ...splineKeys });

export const splineAutoregressive = defineLayer<z.infer<typeof schema>>({
  type: 'spline-autoregressive',
  documentation: {
    summary:
      'Transforms every dimension by a rational-quadratic spline whose knots depend on those before it in `order`. Sampling costs D network passes.',
    formula: 'z_d = RQS(x_d; θ_d(x_<d)), θ = widths, heights, derivatives; identity outside [−B, B] (linear tails)',
    logDet: 'Σ_d log RQS′_d(x_d)',
    reference: 'Durkan, Bekasov, Murray, Papamakarios: Neural Spline Flows (NeurIPS 2019), section 3.2',
  },
  schema,
  traits: { conditioned: true, order: 'autoregressive' },
  inverse: 'sequential',
  shape: vectorShape('spline-autoregressive'),
  domain: (config, input) => splineImage('spline-autoregressive', config, input),
  takes: (config) => splineDomain(config),
  coordinates: (_config, shape) => autoregressiveCoordinates(shape),
  conditioner: maskedConditioner,
  build: null,
});
