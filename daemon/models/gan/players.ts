/** What every model with a discriminator has: its two objectives, and what to say when the game goes wrong. */
import type { ModelGroup, Objective, Watch } from '../definition.ts';
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

/** Steps over which terms are averaged: a few steps say nothing. */
const STEPS = 500;
const TOLD_APART = 0.99;
const COLLAPSED = 0.05;

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;

const WASSERSTEIN = 'set "loss": "wasserstein-gp" with "discriminatorSteps": 5';

type Keys = Pick<AdversarialKeys, 'loss' | 'spectralNorm'>;

function collapsed({ loss, spectralNorm }: Keys): Watch {
  const slower = 'ower training.optimizer.learningRate';
  const other = loss === 'wasserstein-gp' ? 'raise "discriminatorSteps"' : WASSERSTEIN;
  const advice = spectralNorm ? `Set "spectralNorm": false, l${slower}, or ${other}.` : `L${slower}, or ${other}.`;
  return {
    code: 'samples-collapsed',
    term: 'spread',
    steps: STEPS,
    below: COLLAPSED,
    message: (spread) =>
      `the samples have ${percent(spread)} of the variance of the data: the generator has collapsed to few points. Look at the samples. ${advice}`,
  };
}

function toldApart({ spectralNorm }: Keys): Watch {
  const others = spectralNorm ? ', or' : ', set "spectralNorm": true, or';
  return {
    code: 'discriminator-wins',
    term: 'accuracy',
    steps: STEPS,
    above: TOLD_APART,
    message: (accuracy) =>
      `the discriminator tells ${percent(accuracy)} of data and samples apart, so the generator hardly learns. Look at the samples. Lower training.discriminatorOptimizer.learningRate${others} ${WASSERSTEIN}.`,
  };
}

/** A critic that tells all apart is what the Wasserstein loss wants: its slope stays useful. */
export function watchesOf(keys: Keys): readonly Watch[] {
  return keys.loss === 'wasserstein-gp' ? [collapsed(keys)] : [collapsed(keys), toldApart(keys)];
}
