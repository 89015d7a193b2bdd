import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import type { IncreasingMap } from '../domains.ts';
import { increasingImage, openDomain } from '../domains.ts';
import { anyShape } from '../shapes.ts';

export const softplusSchema = z.strictObject({});

const FORWARD: IncreasingMap = {
  type: 'softplus',
  domain: { low: -Infinity, high: Infinity },
  f: (x) => (x > 40 ? x : Math.log1p(Math.exp(x))),
};
const BACKWARD: IncreasingMap = {
  type: 'the inverse of softplus',
  domain: { low: 0, high: Infinity },
  f: (z) => (z > 40 ? z : Math.log(Math.expm1(z))),
};

export const softplus = defineLayer<z.infer<typeof softplusSchema>>({
  type: 'softplus',
  documentation: {
    summary: 'Maps each dimension onto (0, ∞), nearly the identity for large values.',
    formula: 'z = log(1 + eˣ)',
    logDet: 'Σ −softplus(−x)',
    reference: null,
  },
  schema: softplusSchema,
  traits: { saturates: true },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => increasingImage(FORWARD, input),
  inverseDomain: (_config, output) => increasingImage(BACKWARD, output),
  takes: (_config, direction) => openDomain(direction === 'forward' ? FORWARD : BACKWARD),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
