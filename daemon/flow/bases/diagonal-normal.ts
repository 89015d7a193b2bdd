import { z } from 'zod';
import { REAL_LINE } from '../definition.ts';
import { defineBase } from './define-base.ts';

export const diagonalNormalSchema = z.strictObject({
  perChannel: z.boolean().default(false).describe('Images: one mean and scale per channel instead of one per element.'),
});

export const diagonalNormal = defineBase<z.infer<typeof diagonalNormalSchema>>({
  type: 'diagonal-normal',
  documentation: {
    summary: 'Normal with a learned mean and scale per dimension.',
    formula: 'π(z) = Π N(z_d; μ_d, exp(s_d)²)',
    logDet: null,
    reference: null,
  },
  schema: diagonalNormalSchema,
  support: () => REAL_LINE,
  build: null,
});
