import * as z from 'zod';
import { logNormalCdf, lowerQuantile } from '../../statistics/normal-distribution.ts';
import { defineBase } from './define-base.ts';

/** Probability. */
const EDGE = 1e-12;

export const uniformSchema = z
  .strictObject({
    low: z.number().min(-1e6).max(1e6).default(0).describe('Lower end of every dimension.'),
    high: z.number().min(-1e6).max(1e6).default(1).describe('Upper end of every dimension.'),
  })
  .refine(({ low, high }) => low < high, { message: 'high must be above low', path: ['high'] });

export const uniform = defineBase<z.infer<typeof uniformSchema>>({
  type: 'uniform',
  documentation: {
    summary: 'Uniform on an interval, independent in every dimension.',
    formula: 'π(z) = Π 1/(high − low) for z_d in [low, high]',
    logDet: null,
    reference: null,
  },
  schema: uniformSchema,
  support: ({ low, high }) => ({ low, high, closed: true }),
  normalScores: ({ low, high }) => ({
    toScore: (z) => {
      // The ends have infinite scores, so a latent on an end is treated as close to it.
      const p = Math.min(1 - EDGE, Math.max(EDGE, (z - low) / (high - low)));
      return p <= 0.5 ? lowerQuantile(Math.log(p)) : -lowerQuantile(Math.log(1 - p));
    },
    fromScore: (u) => low + (high - low) * Math.exp(logNormalCdf(u)),
  }),
  build: null,
});
