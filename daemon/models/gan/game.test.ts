/** Losses and terms of a game against a discriminator whose scores are the points themselves. */
import { expect, test } from 'vitest';
import { evaluate } from '../../tensor/evaluate.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import { adversarialSchema } from './adversarial-keys.ts';
import type { Discriminator } from './discriminator.ts';
import { play } from './game.ts';

const REAL = [1, -1, 2, 4];
const FAKE = [-1, -2, 0.5, -3.5];
const identity: Discriminator = { parameters: [], score: ([points]) => reshape(points, [points.shape[0]!]) };

const softplus = (x: number) => Math.log1p(Math.exp(x));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function played(keys: object, learnedReal = false) {
  const environment = {
    ...{ parameters: new Map(), context: null, loop: scan, probe: null, initialize: false },
    noise: (_kind: string, shape: readonly number[]) => constant([0.1, 0.2, 0.5, 0.9], shape),
  };
  const side = (values: readonly number[]) => [constant(values, [4, 1])] as const;
  const game = play(
    identity,
    adversarialSchema.parse(keys),
    { real: side(REAL), fake: side(FAKE), learnedReal },
    environment,
  );
  const names = Object.keys(game.terms);
  const values = evaluate([game.generatorLoss, game.discriminatorLoss, ...Object.values(game.terms)], new Map());
  const [generator, discriminator, ...terms] = values.map(({ data }) => data[0]!);
  return { generator, discriminator, terms: Object.fromEntries(names.map((name, i) => [name, terms[i]!])) };
}

test('non-saturating: cross-entropies, of which the generator gets the one of its samples as data', () => {
  const { generator, discriminator, terms } = played({});
  const asData = mean(FAKE.map((x) => softplus(-x)));
  expect(generator).toBeCloseTo(asData, 12);
  expect(discriminator).toBeCloseTo(mean(REAL.map((x) => softplus(-x))) + mean(FAKE.map(softplus)), 12);
  expect(played({}, true).generator).toBeCloseTo(asData + mean(REAL.map(softplus)), 12);
  expect(terms).toEqual({
    scoreOfData: mean(REAL),
    scoreOfSamples: mean(FAKE),
    accuracy: 0.75,
    spread: expect.closeTo(8.5 / 13, 12) as number,
  });
});

test('Wasserstein: the difference of means, and a penalty for slopes other than 1', () => {
  const apart = mean(REAL) - mean(FAKE);
  const { generator, discriminator, terms } = played({ loss: 'wasserstein-gp' });
  expect(generator).toBeCloseTo(-mean(FAKE), 12);
  // The slope of the identity is 1.
  expect(discriminator).toBeCloseTo(-apart, 9);
  expect(terms.gradientPenalty).toBeCloseTo(0, 9);
  expect(played({ loss: 'wasserstein-gp' }, true).generator).toBeCloseTo(apart, 12);
  // Its border is between the means, 1.5 and −1.5.
  expect(terms.accuracy).toBe(0.75);
  expect(played({ gradientPenalty: 3 }).terms).toHaveProperty('gradientPenalty');
});
