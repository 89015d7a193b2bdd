import { z } from 'zod';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.2),
});

export const swissRoll = toySource<z.infer<typeof schema>>({
  type: 'swiss-roll',
  documentation: {
    summary: 'A spiral of one arm with Gaussian noise.',
    formula: '(t cos t, t sin t)/5, t ~ U[1.5π, 4.5π], + N(0, σ²I)',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
});
