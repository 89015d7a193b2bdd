import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { splineDomain, splineImage } from '../domains.ts';
import { splineKeys } from '../layer-keys.ts';
import { anyShape } from '../shapes.ts';

const schema = z.strictObject(splineKeys);

export const spline = defineLayer<z.infer<typeof schema>>({
  type: 'spline',
  documentation: {
    summary: 'Transforms each dimension by its own rational-quadratic spline; the layer for 1-D data.',
    formula: 'z_d = RQS_d(x_d), the identity (or periodic) outside [−B, B]',
    logDet: 'Σ log RQS_d′(x_d)',
    reference: 'Durkan, Bekasov, Murray, Papamakarios: Neural Spline Flows (NeurIPS 2019), eq. 4–5',
  },
  schema,
  traits: { elementwise: 'bend' },
  inverse: 'closed',
  shape: anyShape,
  domain: (config, input) => splineImage('spline', config, input),
  takes: (config) => splineDomain(config),
  coordinates: (_config, shape) => elementwiseCoordinates(shape, true),
  build: null,
});
