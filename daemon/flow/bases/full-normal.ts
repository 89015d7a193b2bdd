import * as z from 'zod';
import { REAL_LINE } from '../definition.ts';
import { defineBase } from './define-base.ts';

export const fullNormalSchema = z.strictObject({});

export const fullNormal = defineBase<z.infer<typeof fullNormalSchema>>({
  type: 'full-normal',
  documentation: {
    summary: 'Normal with a learned mean and full covariance.',
    formula: 'π(z) = N(z; μ, L·Lᵀ)',
    logDet: null,
    reference: null,
  },
  schema: fullNormalSchema,
  support: () => REAL_LINE,
  versusNormal: { normal: 'full', negentropy: 0, kurtosis: 3 },
  build: null,
});
