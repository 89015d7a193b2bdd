import * as z from 'zod';
import { drawOnCircles, radialDensity } from './radial-density.ts';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const RADII = [0.75, 1.5, 2.25, 3];

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.08),
});

export const rings = toySource<z.infer<typeof schema>>({
  type: 'rings',
  documentation: {
    summary: 'Four concentric circles with Gaussian noise.',
    formula: 'r(cos t, sin t), r ∈ {0.75, 1.5, 2.25, 3}, t ~ U[0, 2π), + N(0, σ²I)',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
  draw: ({ noise }, random, out, at) => drawOnCircles(RADII, noise, random, out, at),
  density: ({ noise }) => radialDensity(RADII, noise),
});
