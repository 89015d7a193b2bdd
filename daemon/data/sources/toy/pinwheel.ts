import * as z from 'zod';
import { pinwheelDensity } from './pinwheel-density.ts';
import { toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';

const schema = z.strictObject({
  ...toyKeys,
  arms: z.int().min(1).max(50).default(5).describe('Number of arms.'),
  radialStd: z.number().min(0.01).max(1).default(0.3).describe('Standard deviation along an arm, before scaling by 2.'),
  tangentialStd: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.1)
    .describe('Standard deviation across an arm, before scaling by 2.'),
  rate: z
    .number()
    .min(0)
    .max(2)
    .default(0.25)
    .describe('How strongly the arms are bent: the rotation at radius r is rate·eʳ.'),
});

export const pinwheel = toySource<z.infer<typeof schema>>({
  type: 'pinwheel',
  documentation: {
    summary: 'Gaussian arms bent around the center.',
    formula: '2·R(−θ)(r, τ), r ~ N(1, s²), τ ~ N(0, t²), θ = 2πk/K + rate·eʳ',
    logDet: null,
    reference:
      'Johnson et al. 2016, Composing graphical models with neural networks for structured representations (pinwheel)',
  },
  schema,
  draw: ({ arms, radialStd, tangentialStd, rate }, random, out, at) => {
    const r = 1 + radialStd * random.normal();
    const tau = tangentialStd * random.normal();
    const theta = (2 * Math.PI * random.integer(arms)) / arms + rate * Math.exp(r);
    out[at] = 2 * (r * Math.cos(theta) + tau * Math.sin(theta));
    out[at + 1] = 2 * (tau * Math.cos(theta) - r * Math.sin(theta));
  },
  density: pinwheelDensity,
});
