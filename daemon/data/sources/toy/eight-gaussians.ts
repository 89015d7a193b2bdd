import { z } from 'zod';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the distribution is defined with the rounded number
const SCALE = 1.414;
const RADIUS = 4 / SCALE;

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.5 / SCALE),
});

export const eightGaussians = toySource<z.infer<typeof schema>>({
  type: 'eight-gaussians',
  documentation: {
    summary: 'Eight Gaussians on a circle.',
    formula: 'p(x) = ⅛ Σₖ N(x; r(cos kπ/4, sin kπ/4), σ²I), r = 4/1.414',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
});
