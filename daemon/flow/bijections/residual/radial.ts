import * as z from 'zod';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({});

export const radial = defineLayer<z.infer<typeof schema>>({
  type: 'radial',
  documentation: {
    summary: 'Contracts points toward a center or expands them away from it; constrained to be invertible.',
    formula: 'z = x + β·(x − x₀)/(α + ‖x − x₀‖),  β > −α',
    logDet: '(D − 1)·log(1 + β/(α + r)) + log(1 + β/(α + r) − β·r/(α + r)²),  r = ‖x − x₀‖',
    reference: 'Rezende, Mohamed: Variational Inference with Normalizing Flows (ICML 2015), eq. 14, appendix A.2',
  },
  schema,
  inverse: 'closed',
  shape: vectorShape('radial'),
  domain: (_config, input) => realOntoReal('radial', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  build: null,
});
