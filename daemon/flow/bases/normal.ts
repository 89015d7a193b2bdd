import * as z from 'zod';
import { mul } from '../../tensor/ops/arithmetic.ts';
import { REAL_LINE } from '../intervals.ts';
import { defineBase } from './define-base.ts';
import { standardNormalLogProb } from './gaussian.ts';

export const normalSchema = z.strictObject({});

export const normal = defineBase<z.infer<typeof normalSchema>>({
  type: 'normal',
  documentation: {
    summary: 'Standard normal, independent in every dimension.',
    formula: 'π(z) = Π N(z_d; 0, 1)',
    logDet: null,
    reference: null,
  },
  schema: normalSchema,
  support: () => REAL_LINE,
  versusNormal: { isNormal: true, negentropy: 0, kurtosis: 3 },
  normalScores: () => ({ toScore: (z) => z, fromScore: (u) => u }),
  build: () => ({
    parameters: [],
    noise: 'normal',
    logProb: standardNormalLogProb,
    sample: (noise, temperature) => mul(noise, temperature),
  }),
});
