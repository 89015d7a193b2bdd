import * as z from 'zod';
import { add, mul, neg, reshape, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { split } from '../../../tensor/ops/concat-split.ts';
import { exp } from '../../../tensor/ops/unary.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Conditioner } from '../../conditioner-definition.ts';
import { buildConditioner } from '../../conditioners/build-conditioner.ts';
import { maskedConditioner } from '../../conditioners/choices.ts';
import type { Bijection, Scope, Site } from '../../definition.ts';
import { autoregressiveCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { conditionerKey, orderKey, resolvedOrder, scaleKeys } from '../layer-keys.ts';
import { vectorShape } from '../shapes.ts';
import { logScale } from '../transforms/affine-transform.ts';
import { sequentialInverse } from './sequential-inverse.ts';

export const affineAutoregressiveSchema = z.strictObject({
  conditioner: conditionerKey,
  order: orderKey,
  ...scaleKeys,
});

type Config = z.infer<typeof affineAutoregressiveSchema>;

export const affineAutoregressive = defineLayer<Config>({
  type: 'affine-autoregressive',
  documentation: {
    summary:
      'Scales and shifts every dimension by amounts that one masked network computes from those before it in `order` (MAF). Sampling costs D network passes. Inside `inverse` it is IAF: fast to sample, D passes to evaluate.',
    formula: 'z_d = x_d · exp(s_d(x_<d)) + t_d(x_<d)',
    logDet: 'Σ_d s_d(x_<d)',
    reference:
      'Papamakarios, Pavlakou, Murray: Masked Autoregressive Flow (NeurIPS 2017), eq. 3–5, with s = −α and t = −μ·e^(−α)',
  },
  schema: affineAutoregressiveSchema,
  traits: { affine: 'sequential', conditioned: true, order: 'autoregressive' },
  inverse: 'sequential',
  shape: vectorShape('affine-autoregressive'),
  domain: (_config, input) => realOntoReal('affine-autoregressive', input),
  coordinates: (_config, shape) => autoregressiveCoordinates(shape),
  conditioner: maskedConditioner,
  build: buildAffineAutoregressive,
});

/** Parameters: those of the masked network. */
function buildAffineAutoregressive(config: Config, site: Site): Bijection {
  const dimension = site.inputShape[0]!;
  const order = resolvedOrder(config.order);
  const conditioner: Conditioner = buildConditioner(config.conditioner, {
    inputSize: dimension,
    contextSize: site.contextSize,
    outputSize: 2 * dimension,
    order,
    perDimension: 2,
  });
  const amounts = (x: Tensor, scope: Scope) => {
    const batch = x.shape[0]!;
    const [a, t] = split(reshape(conditioner.apply(x, scope), [batch, dimension, 2]), [1, 1], 2);
    return { s: logScale(config, reshape(a!, [batch, dimension])), t: reshape(t!, [batch, dimension]) };
  };
  return {
    parameters: conditioner.parameters,
    forward(x, scope) {
      const { s, t } = amounts(x, scope);
      return { value: add(mul(x, exp(s)), t), logDet: sum(s, [1]) };
    },
    inverse: (z, scope) =>
      sequentialInverse(z, order, conditioner.parameters, scope, (x, target, inner) => {
        const { s, t } = amounts(x, inner);
        return { value: mul(sub(target, t), exp(neg(s))), logDerivative: neg(s) };
      }),
  };
}
