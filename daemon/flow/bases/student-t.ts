import * as z from 'zod';
import { REAL_LINE } from '../definition.ts';
import { defineBase } from './define-base.ts';

export const studentTSchema = z.strictObject({
  degreesOfFreedom: z.number().gt(0).max(1e6).default(5).describe('ν; the larger, the closer to a normal.'),
  trainable: z.boolean().default(false).describe('Whether ν is learned.'),
});

export const studentT = defineBase<z.infer<typeof studentTSchema>>({
  type: 'student-t',
  documentation: {
    summary: 'Student’s t, independent in every dimension: heavy tails.',
    formula: 'π(z) = Π t_ν(z_d)',
    logDet: null,
    reference: 'Alexanderson, Henter: Robust model training and generalisation with Studentising flows (2020)',
  },
  schema: studentTSchema,
  support: () => REAL_LINE,
  build: null,
});
