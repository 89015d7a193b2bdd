import * as z from 'zod';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { anyShape } from '../shapes.ts';

const schema = z.strictObject({
  momentum: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('Weight of the newest batch in the running mean and variance.'),
  epsilon: z.number().gt(0).max(1).default(1e-5).describe('Added to the variance before the square root.'),
});

export const batchnorm = defineLayer<z.infer<typeof schema>>({
  type: 'batchnorm',
  documentation: {
    summary:
      'Normalizes each dimension (or channel) by batch statistics during training and by running statistics otherwise.',
    formula: 'z = γ·(x − mean)/√(var + ε) + β',
    logDet: 'Σ (log|γ| − ½ log(var + ε))',
    reference:
      'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), section 3.7; γ and β: Papamakarios, Pavlakou, Murray: Masked Autoregressive Flow (NeurIPS 2017)',
  },
  schema,
  traits: { affine: 'elementwise' },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => realOntoReal('batchnorm', input),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
