/** What every model with a discriminator has: its two objectives. */
import type { ModelGroup, Objective } from '../definition.ts';
import type { AdversarialKeys } from './adversarial-keys.ts';
import { DISCRIMINATOR, type Discriminator } from './discriminator.ts';

/** The objectives of a generator's group, which is reported as the loss, and of the discriminator. */
export function playersOf(
  generator: ModelGroup,
  discriminator: Discriminator,
  { discriminatorSteps }: Pick<AdversarialKeys, 'discriminatorSteps'>,
): { readonly groups: readonly ModelGroup[]; readonly objectives: readonly Objective[] } {
  return {
    groups: [generator, { name: DISCRIMINATOR, parameters: discriminator.parameters }],
    objectives: [
      { name: generator.name, minimizedBy: generator.name, likelihood: false, every: discriminatorSteps },
      { name: DISCRIMINATOR, minimizedBy: DISCRIMINATOR, likelihood: false, optimizer: 'discriminatorOptimizer' },
    ],
  };
}
