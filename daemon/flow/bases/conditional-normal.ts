import * as z from 'zod';
import { REAL_LINE } from '../definition.ts';
import { defineBase } from './define-base.ts';

const NETWORK = { type: 'mlp', hidden: [64] };

export const conditionalNormalSchema = z.strictObject({
  conditioner: z
    .union([z.string().min(1), z.looseObject({ type: z.string() })])
    .default(NETWORK)
    .describe('The network: a name from `conditioners`, or an object with `type`. Needs `data.context`.'),
});

export const conditionalNormal = defineBase<z.infer<typeof conditionalNormalSchema>>({
  type: 'conditional-normal',
  documentation: {
    summary: 'Normal whose mean and scale a network computes from the context.',
    formula: 'π(z | c) = Π N(z_d; μ_d(c), exp(s_d(c))²)',
    logDet: null,
    reference: 'Winkler, Worrall, Hoogeboom, Welling: Learning Likelihoods with Conditional Normalizing Flows (2019)',
  },
  schema: conditionalNormalSchema,
  support: () => REAL_LINE,
  conditioner: { kinds: ['vector'], default: NETWORK },
  build: null,
});
