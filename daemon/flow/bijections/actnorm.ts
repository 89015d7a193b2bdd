import { z } from 'zod';
import { elementwiseCoordinates } from './coordinate-flows.ts';
import { defineLayer } from './define-layer.ts';
import { realOntoReal } from './domains.ts';
import { anyShape } from './shapes.ts';

export const actnormSchema = z.strictObject({
  epsilon: z.number().gt(0).max(1).default(1e-6).describe('Added to the standard deviation before dividing by it.'),
});

type Config = z.infer<typeof actnormSchema>;

export const actnorm = defineLayer<Config>({
  type: 'actnorm',
  documentation: {
    summary:
      'Shifts and scales each dimension (each channel of an image); starts so that the first data have mean 0 and deviation 1, then learns.',
    formula: 'z = (x − m) ⊙ exp(s);  from data: m = mean, s = −ln(std + ε)',
    logDet: 'Σ s (times height · width for images)',
    reference: 'Kingma, Dhariwal: Glow (NeurIPS 2018), section 3.1',
  },
  schema: actnormSchema,
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => realOntoReal('actnorm', input),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
