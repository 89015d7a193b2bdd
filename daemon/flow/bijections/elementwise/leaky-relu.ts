import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { increasingImage } from '../domains.ts';
import { anyShape } from '../shapes.ts';

const schema = z.strictObject({
  slope: z.number().gt(0).max(1).default(0.5).describe('Slope for negative values.'),
});

const REALS = { low: -Infinity, high: Infinity };

export const leakyRelu = defineLayer<z.infer<typeof schema>>({
  type: 'leaky-relu',
  documentation: {
    summary: 'Scales the negative values of each dimension.',
    formula: 'z = x for x ≥ 0, slope·x for x < 0',
    logDet: 'log(slope) · (number of negative x)',
    reference: null,
  },
  schema,
  inverse: 'closed',
  shape: anyShape,
  domain: ({ slope }, input) =>
    increasingImage({ type: 'leaky-relu', domain: REALS, f: (x) => (x < 0 ? slope * x : x) }, input),
  inverseDomain: ({ slope }, output) =>
    increasingImage({ type: 'the inverse of leaky-relu', domain: REALS, f: (z) => (z < 0 ? z / slope : z) }, output),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
