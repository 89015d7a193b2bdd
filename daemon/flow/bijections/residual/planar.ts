import * as z from 'zod';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({});

export const planar = defineLayer<z.infer<typeof schema>>({
  type: 'planar',
  documentation: {
    summary:
      'Shifts points along one direction by a tanh of their position relative to a plane; constrained to be invertible.',
    formula: 'z = x + û·tanh(wᵀx + b),  û = u + (m(wᵀu) − wᵀu)·w/‖w‖²,  m(a) = −1 + softplus(a + log(e − 1))',
    logDet: 'log|1 + (1 − tanh²(wᵀx + b))·wᵀû|',
    reference: 'Rezende, Mohamed: Variational Inference with Normalizing Flows (ICML 2015), eq. 10–12, appendix A.1',
  },
  schema,
  inverse: 'iterative',
  shape: vectorShape('planar'),
  domain: (_config, input) => realOntoReal('planar', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  build: null,
});
