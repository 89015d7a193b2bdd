import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import type { IncreasingMap } from '../domains.ts';
import { increasingImage, openDomain } from '../domains.ts';
import { anyShape } from '../shapes.ts';

export const expSchema = z.strictObject({});

const FORWARD: IncreasingMap = { type: 'exp', domain: { low: -Infinity, high: Infinity }, f: Math.exp };
const BACKWARD: IncreasingMap = { type: 'the inverse of exp', domain: { low: 0, high: Infinity }, f: Math.log };

export const exp = defineLayer<z.infer<typeof expSchema>>({
  type: 'exp',
  documentation: {
    summary: 'Maps each dimension onto (0, ∞).',
    formula: 'z = eˣ',
    logDet: 'Σ x',
    reference: null,
  },
  schema: expSchema,
  traits: { saturates: true },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => increasingImage(FORWARD, input),
  inverseDomain: (_config, output) => increasingImage(BACKWARD, output),
  takes: (_config, direction) => openDomain(direction === 'forward' ? FORWARD : BACKWARD),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
