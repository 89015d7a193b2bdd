import * as z from 'zod';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { mixedCoordinates } from '../bijections/coordinate-flows.ts';
import { defineLayer } from '../bijections/define-layer.ts';
import { realOntoReal } from '../bijections/domains.ts';
import { buildLu } from '../bijections/linear/lu.ts';
import { anyShape } from '../bijections/shapes.ts';
import type { Bijection, Site } from '../definition.ts';
import { defineBase } from './define-base.ts';
import { normal } from './normal.ts';

export const fullNormalSchema = z.strictObject({});

const identity = {
  type: 'full-normal',
  documentation: {
    summary: 'Normal with a learned mean and full covariance. Latents are whitened: ε = z·A + b.',
    formula: 'π(z) = N(z; μ, Σ) = N(ε; 0, I)·|det A|,  ε = z·A + b,  Σ⁻¹ = A·Aᵀ',
    logDet: null,
    reference: null,
  },
  schema: fullNormalSchema,
} as const;

export const fullNormal = defineBase<z.infer<typeof fullNormalSchema>>({
  ...normal,
  ...identity,
  step: defineLayer({
    ...identity,
    inverse: 'closed',
    shape: anyShape,
    domain: (_config, input) => realOntoReal(identity.type, input),
    coordinates: (_config, shape) => mixedCoordinates(shape),
    build: (_config, site) => buildWhitening(site),
  }),
});

/** A = L·U as in the layer `linear`, on all elements as one row; initially the identity. */
function buildWhitening({ inputShape, contextSize }: Site): Bijection {
  const flat = [sizeOf(inputShape)];
  const { parameters, forward, inverse } = buildLu({ bias: true }, { inputShape: flat, contextSize });
  const onRows =
    (map: Bijection['forward']): Bijection['forward'] =>
    (x, scope) => {
      const { value, logDet } = map(reshape(x, [x.shape[0]!, ...flat]), scope);
      return { value: reshape(value, x.shape), logDet };
    };
  return { parameters, forward: onRows(forward), inverse: onRows(inverse) };
}
