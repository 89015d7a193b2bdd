import * as z from 'zod';
import { contextStep } from './context-step.ts';
import { defineBase } from './define-base.ts';
import { normal } from './normal.ts';

const NETWORK = { type: 'mlp', hidden: [64] };

export const conditionalNormalSchema = z.strictObject({
  conditioner: z
    .union([z.string().min(1), z.looseObject({ type: z.string() })])
    .default(NETWORK)
    .describe('The network: a name from `conditioners`, or an object with `type`. Needs `data.context`.'),
});

const documentation = {
  summary:
    'Normal whose mean and scale a network computes from the context. Latents are standardized: ε = (z − μ(c))/σ(c).',
  formula: 'π(z | c) = Π N(z_d; μ_d(c), σ_d(c)²),  log σ = 5·tanh(a(c)/5)',
  logDet: null,
  reference: 'Winkler, Worrall, Hoogeboom, Welling: Learning Likelihoods with Conditional Normalizing Flows (2019)',
};
const conditioner = { kinds: ['vector'], default: NETWORK } as const;

export const conditionalNormal = defineBase<z.infer<typeof conditionalNormalSchema>>({
  ...normal,
  type: 'conditional-normal',
  documentation,
  schema: conditionalNormalSchema,
  conditioner,
  step: contextStep({ type: 'conditional-normal', documentation, conditioner }, conditionalNormalSchema),
});
