import { z } from 'zod';
import { activationKey, hiddenLayersKey } from './conditioner-keys.ts';
import { defineConditioner } from './define-conditioner.ts';

export const maskedMlpSchema = z.strictObject({ hidden: hiddenLayersKey, activation: activationKey });

export const maskedMlp = defineConditioner<z.infer<typeof maskedMlpSchema>>({
  type: 'masked-mlp',
  documentation: {
    summary:
      'Fully connected layers with masked weights: outputs of a dimension see only the dimensions before it; the context is seen by all.',
    formula: 'a_{l+1} = φ(a_l·(W_l ∘ M_l) + b_l); the last layer is linear and starts at zero',
    logDet: null,
    reference: 'Germain, Gregor, Murray, Larochelle: MADE (ICML 2015), eq. 8–13',
  },
  schema: maskedMlpSchema,
  kind: 'masked',
  build: null,
});
