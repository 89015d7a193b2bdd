import * as z from 'zod';
import type { Curve } from './noisy-curve.ts';
import { noisyCurveDensity } from './noisy-curve.ts';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const ROLL: Curve = {
  from: 1.5 * Math.PI,
  to: 4.5 * Math.PI,
  x: (t) => (t * Math.cos(t)) / 5,
  y: (t) => (t * Math.sin(t)) / 5,
  weight: () => 1 / (3 * Math.PI),
};

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.2),
});

export const swissRoll = toySource<z.infer<typeof schema>>({
  type: 'swiss-roll',
  documentation: {
    summary: 'A spiral with one arm and Gaussian noise.',
    formula: '(t cos t, t sin t)/5, t ~ U[1.5π, 4.5π], + N(0, σ²I)',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
  draw: ({ noise }, random, out, at) => {
    const t = ROLL.from + (ROLL.to - ROLL.from) * random.uniform();
    out[at] = ROLL.x(t) + noise * random.normal();
    out[at + 1] = ROLL.y(t) + noise * random.normal();
  },
  density: ({ noise }) => noisyCurveDensity([ROLL], { sigma: noise, half: 0 }, false),
});
