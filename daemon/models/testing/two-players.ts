/**
 * A model for tests with two groups of parameters and two objectives: a generator shifts normal noise, and a linear
 * critic tells its samples from the data. At the end the shift is the mean of the data.
 */
import * as z from 'zod';
import type { ParameterSpec } from '../../flow/definition.ts';
import { stored } from '../../flow/parameters.ts';
import { add, mean, mul, neg, square, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { defineModel } from '../definition.ts';

export const twoPlayers = defineModel({
  type: 'two-players',
  noun: 'a pair of players',
  documentation: { summary: 'Shifted noise against a linear critic.', reference: null },
  sections: {
    layers: false,
    keys: z.strictObject({
      penalty: z.number().gt(0).default(1).describe('Weight of the squared slope in the loss of the critic.'),
    }),
    networks: {},
  },
  likelihood: 'none',
  metrics: [],
  build({ inputShape, context }, { keys: { penalty } }) {
    const vector = (name: string, value: number): ParameterSpec => ({
      name,
      shape: inputShape,
      trainable: true,
      dtype: 'float',
      decay: false,
      initialize: () => new Float32Array(inputShape.reduce((a, b) => a * b, 1)).fill(value),
    });
    const shift = stored('generator', vector('shift', 0));
    const slope = stored('critic', vector('slope', 0.1));
    return {
      inputShape,
      contextSize: context?.size ?? 0,
      parameters: [shift, slope],
      groups: [
        { name: 'generator', parameters: [shift] },
        { name: 'critic', parameters: [slope] },
      ],
      objectives: [
        { name: 'fool', minimizedBy: 'generator', likelihood: false },
        { name: 'tell-apart', minimizedBy: 'critic', likelihood: false },
      ],
      batch(x, { parameters, noise }) {
        const w = parameters.get(slope.name)!;
        const fake = add(noise('normal', x.shape), parameters.get(shift.name)!);
        const score = (points: typeof x) => mean(sum(mul(points, w), [-1]));
        const apart = sub(score(x), score(fake));
        const size = sum(square(w));
        return {
          losses: [neg(score(fake)), sub(mul(size, scalar(penalty / 2)), apart)],
          terms: { apart, slope: size },
          layers: null,
        };
      },
      latents: null,
      logDensity: null,
      initialize: () => new Map(),
    };
  },
});
