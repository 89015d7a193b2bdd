import * as z from 'zod';
import { add, mul, neg, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { exp } from '../../tensor/ops/unary.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { BaseDistribution, ParameterSpec, Site } from '../definition.ts';
import { REAL_LINE } from '../intervals.ts';
import { defineBase } from './define-base.ts';
import { standardNormalLogProb } from './gaussian.ts';

export const diagonalNormalSchema = z.strictObject({
  perChannel: z.boolean().default(false).describe('Images: one mean and scale per channel instead of one per element.'),
});

export const diagonalNormal = defineBase<z.infer<typeof diagonalNormalSchema>>({
  type: 'diagonal-normal',
  documentation: {
    summary: 'Normal with a learned mean and scale per dimension.',
    formula: 'π(z) = Π N(z_d; μ_d, exp(s_d)²)',
    logDet: null,
    reference: null,
  },
  schema: diagonalNormalSchema,
  support: () => REAL_LINE,
  versusNormal: { isNormal: true, negentropy: 0, kurtosis: 3 },
  normalScores: (_config, shape, parameter) => {
    const [mean, logScale] = [parameter('mean'), parameter('logScale')];
    const channels = shape.at(-1)!;
    const at = (d: number) => (mean.length === channels ? d % channels : d);
    return {
      toScore: (z, d) => (z - mean[at(d)]!) / Math.exp(logScale[at(d)]!),
      fromScore: (u, d) => mean[at(d)]! + Math.exp(logScale[at(d)]!) * u,
    };
  },
  build: buildDiagonalNormal,
});

/** Parameters `mean` and `logScale` of the latent's shape, or [channels]; initially zero (the standard normal). */
function buildDiagonalNormal(
  { perChannel }: z.infer<typeof diagonalNormalSchema>,
  { inputShape }: Site,
): BaseDistribution {
  const shape = perChannel ? inputShape.slice(-1) : inputShape;
  const repeats = sizeOf(inputShape) / sizeOf(shape);
  const zeros = (name: string): ParameterSpec => {
    const initialize = () => new Float32Array(sizeOf(shape));
    return { name, shape, trainable: true, dtype: 'float', decay: false, initialize };
  };
  return {
    parameters: [zeros('mean'), zeros('logScale')],
    noise: 'normal',
    logProb(latent, scope) {
      const standard = mul(sub(latent, scope.parameter('mean')), exp(neg(scope.parameter('logScale'))));
      return sub(standardNormalLogProb(standard), mul(sum(scope.parameter('logScale')), scalar(repeats)));
    },
    sample(noise, temperature, scope) {
      return add(mul(mul(noise, temperature), exp(scope.parameter('logScale'))), scope.parameter('mean'));
    },
  };
}
