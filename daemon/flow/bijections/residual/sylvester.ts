import * as z from 'zod';
import { mixedCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { vectorShape } from '../shapes.ts';

const schema = z.strictObject({});

export const sylvester = defineLayer<z.infer<typeof schema>>({
  type: 'sylvester',
  documentation: {
    summary: 'A planar map with many hidden units, by orthogonal and triangular factors; constrained to be invertible.',
    formula: 'z = x + Q·R·tanh(R̃·Qᵀ·x + b)',
    logDet: 'Σ log(1 + tanh′ · diag(R) · diag(R̃))',
    reference: 'van den Berg, Hasenclever, Tomczak, Welling: Sylvester Normalizing Flows (UAI 2018), eq. 11–13',
  },
  schema,
  inverse: 'iterative',
  shape: vectorShape('sylvester'),
  domain: (_config, input) => realOntoReal('sylvester', input),
  coordinates: (_config, shape) => mixedCoordinates(shape),
  build: null,
});
