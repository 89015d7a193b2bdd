import * as z from 'zod';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({});

export const continuous = defineLayer<z.infer<typeof schema>>({
  type: 'continuous',
  documentation: {
    summary: 'Integrates an ordinary differential equation whose velocity is a network.',
    formula: 'dh/dt = v(h, t),  h(0) = x,  z = h(1)',
    logDet: '∫ tr(∂v/∂h) dt',
    reference: 'Grathwohl, Chen, Bettencourt, Sutskever, Duvenaud: FFJORD (ICLR 2019), eq. 2–3',
  },
  schema,
  inverse: 'iterative',
  shape: vectorShape('continuous'),
  domain: (_config, input) => realOntoReal('continuous', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  build: null,
});
