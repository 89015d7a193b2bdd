import { z } from 'zod';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

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
});
