import { z } from 'zod';
import { REAL_LINE } from '../definition.ts';
import { defineBase } from './define-base.ts';

export const logisticSchema = z.strictObject({});

export const logistic = defineBase<z.infer<typeof logisticSchema>>({
  type: 'logistic',
  documentation: {
    summary: 'Standard logistic, independent in every dimension: heavier tails than the normal.',
    formula: 'π(z) = Π σ(z_d)·σ(−z_d)',
    logDet: null,
    reference: 'Dinh, Krueger, Bengio: NICE (2015), section 3.4',
  },
  schema: logisticSchema,
  support: () => REAL_LINE,
  build: null,
});
