import * as z from 'zod';
import type { Curve } from './noisy-curve.ts';
import { noisyCurveDensity } from './noisy-curve.ts';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const END = 3 * Math.PI;
/** Half of the side of the square over which ½(U₁, U₂)/3 is spread. */
const HALF = 0.5 / 3 / 2;

/** The middle of the spread square; n = 3π√U has density 2n/(3π)². */
const arm = (sign: 1 | -1): Curve => ({
  from: 0,
  to: END,
  x: (n) => sign * ((-n * Math.cos(n)) / 3 + HALF),
  y: (n) => sign * ((n * Math.sin(n)) / 3 + HALF),
  weight: (n) => n / (END * END),
});
const ARMS = [arm(1), arm(-1)];

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.1),
});

export const twoSpirals = toySource<z.infer<typeof schema>>({
  type: 'two-spirals',
  documentation: {
    summary: 'Two interleaved spirals with Gaussian noise.',
    formula: '±(−n cos n + ½U₁, n sin n + ½U₂)/3, n = 3π√U, + N(0, σ²I)',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
  draw: ({ noise }, random, out, at) => {
    const arm = ARMS[random.integer(2)]!;
    const n = END * Math.sqrt(random.uniform());
    out[at] = arm.x(n) + HALF * (2 * random.uniform() - 1) + noise * random.normal();
    out[at + 1] = arm.y(n) + HALF * (2 * random.uniform() - 1) + noise * random.normal();
  },
  density: ({ noise }) => noisyCurveDensity(ARMS, { sigma: noise, half: HALF }, true),
});
