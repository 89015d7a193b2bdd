import { z } from 'zod';
import { toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const schema = z.strictObject({
  ...toyKeys,
});

export const checkerboard = toySource<z.infer<typeof schema>>({
  type: 'checkerboard',
  documentation: {
    summary: 'Eight squares of a checkerboard, uniform inside, nothing outside.',
    formula: 'x₁ ~ U[−2, 2), x₂ = U[0, 1) − 2B + (⌊x₁⌋ mod 2), both times 2',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
});
