import * as z from 'zod';
import type { Curve } from './noisy-curve.ts';
import { noisyCurveDensity } from './noisy-curve.ts';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const half = { from: 0, to: Math.PI, weight: () => 0.5 / Math.PI };
const MOONS: readonly Curve[] = [
  { ...half, x: (t) => Math.cos(t), y: (t) => Math.sin(t) },
  { ...half, x: (t) => 1 - Math.cos(t), y: (t) => 0.5 - Math.sin(t) },
];

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.1),
});

export const twoMoons = toySource<z.infer<typeof schema>>({
  type: 'two-moons',
  documentation: {
    summary: 'Two interleaved half circles with Gaussian noise.',
    formula: '(cos t, sin t) or (1 − cos t, ½ − sin t), t ~ U[0, π], + N(0, σ²I)',
    logDet: null,
    reference: null,
  },
  schema,
  draw: ({ noise }, random, out, at) => {
    const moon = MOONS[random.integer(2)]!;
    const t = Math.PI * random.uniform();
    out[at] = moon.x(t) + noise * random.normal();
    out[at + 1] = moon.y(t) + noise * random.normal();
  },
  density: ({ noise }) => noisyCurveDensity(MOONS, { sigma: noise, half: 0 }, true),
});
