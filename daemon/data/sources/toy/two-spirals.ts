import { z } from 'zod';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

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
});
