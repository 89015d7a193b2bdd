/** Keys of every game between a generator and a discriminator, of the model `gan` and of a flow's objective. */
import * as z from 'zod';

export const ADVERSARIAL_LOSSES = ['non-saturating', 'wasserstein-gp'] as const;

/** Gradient penalty of each loss if the spec has none. */
const PENALTIES: Readonly<Record<(typeof ADVERSARIAL_LOSSES)[number], number>> = {
  'non-saturating': 0,
  'wasserstein-gp': 10,
};

export const adversarialKeys = {
  loss: z
    .enum(ADVERSARIAL_LOSSES)
    .default('non-saturating')
    .describe(
      'non-saturating: cross-entropy of the discriminator; wasserstein-gp: a critic whose gradient has norm 1. It should learn faster than the generator: raise discriminatorSteps, or the learning rate of training.discriminatorOptimizer.',
    ),
  gradientPenalty: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Weight of (‖∇D‖ − 1)² between data and samples. Default: 10 with wasserstein-gp, 0 with non-saturating.',
    ),
  spectralNorm: z
    .boolean()
    .default(false)
    .describe(
      'Divide each weight (not bias) of the discriminator by its largest singular value, estimated by 8 power iterations. It limits the slope of the discriminator, but not strictly to 1: the estimate can be too small, and residual blocks and silu or gelu have slopes above 1.',
    ),
  discriminatorSteps: z
    .int()
    .min(1)
    .default(1)
    .describe('Steps of the discriminator for each step of the generator. `steps` counts those of the discriminator.'),
} as const;

export const adversarialSchema = z.strictObject(adversarialKeys);

export type AdversarialKeys = z.output<typeof adversarialSchema>;

/** The effective weight of the gradient penalty. */
export function penaltyOf({ loss, gradientPenalty }: Pick<AdversarialKeys, 'loss' | 'gradientPenalty'>): number {
  return gradientPenalty ?? PENALTIES[loss];
}
