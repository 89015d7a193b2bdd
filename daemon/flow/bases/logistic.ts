import * as z from 'zod';
import { logNormalCdf, lowerQuantile } from '../../statistics/normal-distribution.ts';
import { mul } from '../../tensor/ops/arithmetic.ts';
import { clamp } from '../../tensor/ops/select.ts';
import { LARGEST_SHARE, logisticLogDerivative, logitOf } from '../bijections/elementwise/logistic.ts';
import { sumPerSample } from '../bijections/sum-per-sample.ts';
import { REAL_LINE } from '../intervals.ts';
import { defineBase } from './define-base.ts';

/** Host noise is a multiple of 2⁻²⁴ and may be 0, which is replaced by half a step. */
const SMALLEST_NOISE = 2 ** -25;

export const logisticSchema = z.strictObject({});

export const logistic = defineBase<z.infer<typeof logisticSchema>>({
  type: 'logistic',
  documentation: {
    summary: 'Standard logistic, independent in every dimension: heavier tails than the normal.',
    formula: 'π(z) = Π σ(z_d)·σ(−z_d)',
    logDet: null,
    reference: 'Dinh, Krueger, Bengio: NICE (2014), section 3.4',
  },
  schema: logisticSchema,
  support: () => REAL_LINE,
  // Variance π²/3 and entropy 2 nats.
  versusNormal: { isNormal: false, negentropy: 0.5 * Math.log((2 * Math.PI ** 3 * Math.E) / 3) - 2, kurtosis: 4.2 },
  normalScores: () => ({
    toScore: (z) => -Math.sign(z) * lowerQuantile(logSigmoid(-Math.abs(z))),
    fromScore: (u) => {
      const logP = logNormalCdf(-Math.abs(u));
      return -Math.sign(u) * (logP - Math.log1p(-Math.exp(logP)));
    },
  }),
  build: () => ({
    parameters: [],
    noise: 'uniform',
    logProb: (latent) => sumPerSample(logisticLogDerivative(latent)),
    sample: (noise, temperature) => mul(logitOf(clamp(noise, SMALLEST_NOISE, LARGEST_SHARE)).value, temperature),
  }),
});

/** ln σ(z) for z ≤ 0. */
function logSigmoid(z: number): number {
  return z - Math.log1p(Math.exp(z));
}
