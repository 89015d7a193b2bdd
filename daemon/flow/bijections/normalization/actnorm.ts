import * as z from 'zod';
import { add, mean, mul, neg, reshape, square, sub, sum } from '../../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../../tensor/ops/leaf.ts';
import { greater, where } from '../../../tensor/ops/select.ts';
import { abs, exp, log, sqrt } from '../../../tensor/ops/unary.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Bijection, ParameterSpec, Scope, Site } from '../../definition.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { anyShape } from '../shapes.ts';

/** 32 units in the last place of a float32: the standard deviation that rounding of a mean may leave. */
const ROUNDING = 2 ** -18;

export const actnormSchema = z.strictObject({
  epsilon: z.number().gt(0).max(1).default(1e-6).describe('Added to the standard deviation before dividing by it.'),
});

type Config = z.infer<typeof actnormSchema>;

export const actnorm = defineLayer<Config>({
  type: 'actnorm',
  documentation: {
    summary:
      'Shifts and scales each dimension (each channel of an image); initialized so that its outputs have mean 0 and standard deviation 1 on a sample of training rows, then trained.',
    formula: 'z = (x − m) ⊙ exp(s);  from data: m = mean, s = −log(std + ε), or 0 where the data are constant',
    logDet: 'Σ s (times height · width for images)',
    reference: 'Kingma, Dhariwal: Glow (NeurIPS 2018), section 3.1',
  },
  schema: actnormSchema,
  traits: { affine: 'elementwise' },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => realOntoReal('actnorm', input),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: buildActnorm,
});

/**
 * Parameters `mean` and `logScale`, one entry per dimension or channel, zero (the identity) until the data pass, and
 * the fixed flag `initialized` [1], which is saved so that a loaded flow is never initialized again.
 */
function buildActnorm({ epsilon }: Config, { inputShape }: Site): Bijection {
  const entries = inputShape.at(-1)!;
  const positions = sizeOf(inputShape) / entries;
  const logDet = (scope: Scope) => mul(sum(scope.parameter('logScale'), [0], true), scalar(positions));
  return {
    parameters: [zeros('mean', [entries], true), zeros('logScale', [entries], true), zeros('initialized', [1], false)],
    forward: (x, scope) => ({
      value: mul(sub(x, scope.parameter('mean')), exp(scope.parameter('logScale'))),
      logDet: logDet(scope),
    }),
    inverse: (z, scope) => ({
      value: add(mul(z, exp(neg(scope.parameter('logScale')))), scope.parameter('mean')),
      logDet: neg(logDet(scope)),
    }),
    initializeFromData(x, direction) {
      const rows = reshape(x, [sizeOf(x.shape) / entries, entries]);
      const average = mean(rows, [0]);
      const deviation = sqrt(mean(square(sub(rows, average)), [0]));
      // A dimension that is constant in the sample says nothing about its scale: dividing by ε would map the first row
      // that differs (in a column that is rarely not 0, say) a million units away. Rounding noise counts as constant.
      const varies = greater(deviation, mul(abs(average), scalar(ROUNDING)));
      const logDeviation = where(varies, log(add(deviation, scalar(epsilon))), scalar(0));
      // (x − m)·exp(s) forward, x·exp(−s) + m inverse.
      const start =
        direction === 'forward'
          ? { mean: average, logScale: neg(logDeviation) }
          : { mean: neg(mul(average, exp(neg(logDeviation)))), logScale: logDeviation };
      return { ...start, initialized: constant([1], [1]) };
    },
  };
}

function zeros(name: string, shape: Shape, trainable: boolean): ParameterSpec {
  return { name, shape, trainable, dtype: 'float', decay: false, initialize: () => new Float32Array(sizeOf(shape)) };
}
