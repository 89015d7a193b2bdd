import * as z from 'zod';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({});

export const residual = defineLayer<z.infer<typeof schema>>({
  type: 'residual',
  documentation: {
    summary: 'Adds a network whose Lipschitz constant is below 1.',
    formula: 'z = x + g(x),  Lip(g) < 1',
    logDet: 'log|det(I + ∂g/∂x)|, by an unbiased series',
    reference: 'Chen, Behrmann, Duvenaud, Jacobsen: Residual Flows (NeurIPS 2019), eq. 6',
  },
  schema,
  inverse: 'iterative',
  shape: vectorShape('residual'),
  domain: (_config, input) => realOntoReal('residual', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  build: null,
});
