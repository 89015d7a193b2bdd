import { z } from 'zod';
import { activationKey, hiddenLayersKey } from './conditioner-keys.ts';
import { defineConditioner } from './define-conditioner.ts';

export const mlpSchema = z.strictObject({ hidden: hiddenLayersKey, activation: activationKey });

export const mlp = defineConditioner<z.infer<typeof mlpSchema>>({
  type: 'mlp',
  documentation: {
    summary: 'Fully connected layers.',
    formula: 'a_{l+1} = φ(a_l·W_l + b_l),  a_0 = (x, context); the last layer is linear and starts at zero',
    logDet: null,
    reference: null,
  },
  schema: mlpSchema,
  kind: 'vector',
  build: null,
});
