/** What is said when a game goes wrong, and that it says nothing of what is set already. */
import { expect, test } from 'vitest';
import { adversarialSchema } from './adversarial-keys.ts';
import { type WatchedGame, watchesOf } from './watches.ts';

const ADAM = { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

function watched(
  keys: object,
  {
    rate = 1e-3,
    critic = rate,
    batchSize = 64,
    at = '',
  }: Partial<Record<'rate' | 'critic' | 'batchSize', number>> & Partial<Pick<WatchedGame, 'at'>> = {},
) {
  const optimizer = { ...ADAM, learningRate: rate };
  const discriminatorOptimizer = { ...ADAM, learningRate: critic };
  const watches = watchesOf({
    keys: adversarialSchema.parse(keys),
    training: { batchSize, optimizer, discriminatorOptimizer },
    at,
  });
  return {
    codes: watches.map(({ code }) => code),
    said: (code: string, mean: number) => watches.find((watch) => watch.code === code)!.message(mean),
  };
}

const RATES = 'training.optimizer.learningRate to 2e-4 and training.discriminatorOptimizer.learningRate to 2e-3.';
const RECIPE = { loss: 'wasserstein-gp', gradientPenalty: 1 };

test('a critic that classifies all correctly is no reason to warn, a discriminator is', () => {
  expect(watched({}).codes).toEqual(['samples-diverged', 'samples-collapsed', 'discriminator-wins']);
  expect(watched({ loss: 'wasserstein-gp' }).codes).toEqual(['samples-diverged', 'samples-collapsed']);
});

test('the variance of a few points is not watched', () => {
  expect(watched({}, { batchSize: 15 }).codes).toEqual(['discriminator-wins']);
  expect(watched({}, { batchSize: 16 }).codes).toContain('samples-collapsed');
});

test('both sides of a game that is lost get the same advice, with what differs from it', () => {
  const plain = watched({});
  const advice = `Set loss to "wasserstein-gp", gradientPenalty to 1, ${RATES} Look at the samples (flowscope sample).`;
  expect(plain.said('samples-collapsed', 0.004)).toBe(
    `the samples have 0.4 % of the variance of the data: the generator has collapsed to few points. ${advice}`,
  );
  expect(plain.said('discriminator-wins', 0.997)).toBe(
    `the discriminator classifies 99.7 % of data and samples correctly, so the generator hardly learns. ${advice}`,
  );
  const other = watched({ ...RECIPE, spectralNorm: true, discriminatorSteps: 5 }, { rate: 2e-4, critic: 2e-3 });
  expect(other.said('samples-collapsed', 0)).toContain('Set spectralNorm to false and discriminatorSteps to 1. Look');
  expect(watched({ loss: 'wasserstein-gp' }, { rate: 2e-4, critic: 2e-3 }).said('samples-collapsed', 0)).toContain(
    'Set gradientPenalty to 1. Look',
  );
  expect(watched(RECIPE, { rate: 2e-4, critic: 2e-3 }).said('samples-collapsed', 0)).toContain(
    'Lower training.optimizer.learningRate (now 0.0002). Look',
  );
});

test('the keys of a flow are in its objective', () => {
  expect(watched({}, { at: 'training.objective.' }).said('discriminator-wins', 1)).toContain(
    `Set training.objective.loss to "wasserstein-gp", training.objective.gradientPenalty to 1, ${RATES}`,
  );
});

test.each([
  [38.4, '38'],
  [6.76e8, '6.8e+8'],
])('samples with %s times the variance of the data: the learning rate is too high', (spread, text) => {
  expect(watched({}, { rate: 5 }).said('samples-diverged', spread)).toBe(
    `the samples have ${text} times the variance of the data: training diverges. Lower training.optimizer.learningRate (now 5). Look at the samples (flowscope sample).`,
  );
});
