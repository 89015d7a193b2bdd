import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import type { IncreasingMap } from '../domains.ts';
import { increasingImage, openDomain } from '../domains.ts';
import { anyShape } from '../shapes.ts';

export const tanhSchema = z.strictObject({});

const FORWARD: IncreasingMap = { type: 'tanh', domain: { low: -Infinity, high: Infinity }, f: Math.tanh };
const BACKWARD: IncreasingMap = { type: 'the inverse of tanh', domain: { low: -1, high: 1 }, f: Math.atanh };

export const tanh = defineLayer<z.infer<typeof tanhSchema>>({
  type: 'tanh',
  documentation: {
    summary: 'Maps each dimension onto (−1, 1).',
    formula: 'z = tanh(x)',
    logDet: 'Σ 2(log 2 − x − softplus(−2x))',
    reference: null,
  },
  schema: tanhSchema,
  traits: { saturates: true },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => increasingImage(FORWARD, input),
  inverseDomain: (_config, output) => increasingImage(BACKWARD, output),
  takes: (_config, direction) => openDomain(direction === 'forward' ? FORWARD : BACKWARD),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
