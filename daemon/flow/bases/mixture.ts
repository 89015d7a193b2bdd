import * as z from 'zod';
import { REAL_LINE } from '../intervals.ts';
import { defineBase } from './define-base.ts';

export const mixtureSchema = z.strictObject({
  components: z.int().min(1).max(1000).default(8).describe('Number of components.'),
  trainable: z.boolean().default(true).describe('Whether weights, means and scales are learned.'),
});

export const mixture = defineBase<z.infer<typeof mixtureSchema>>({
  type: 'mixture',
  documentation: {
    summary: 'Mixture of normals with diagonal covariances.',
    formula: 'π(z) = Σₖ wₖ·N(z; μₖ, diag(σₖ²))',
    logDet: null,
    reference: null,
  },
  schema: mixtureSchema,
  support: () => REAL_LINE,
  build: null,
});
