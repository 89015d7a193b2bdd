import { z } from 'zod';
import { maskedConditioner } from '../conditioners/choices.ts';
import { autoregressiveCoordinates } from './coordinate-flows.ts';
import { defineLayer } from './define-layer.ts';
import { realOntoReal } from './domains.ts';
import { conditionerKey, orderKey, scaleKeys } from './layer-keys.ts';
import { vectorShape } from './shapes.ts';

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
      'Scales and shifts every dimension given those before it in `order`, by one masked network (MAF); sampling costs D network passes. Inside `inverse` it is IAF: fast to sample, D passes to evaluate.',
    formula: 'z_d = x_d · exp(s_d(x_<d)) + t_d(x_<d)',
    logDet: 'Σ_d s_d(x_<d)',
    reference: 'Papamakarios, Pavlakou, Murray: Masked Autoregressive Flow (NeurIPS 2017), eq. 3–5',
  },
  schema: affineAutoregressiveSchema,
  inverse: 'sequential',
  shape: vectorShape('affine-autoregressive'),
  domain: (_config, input) => realOntoReal('affine-autoregressive', input),
  coordinates: (_config, shape) => autoregressiveCoordinates(shape),
  conditioner: maskedConditioner,
  build: null,
});
