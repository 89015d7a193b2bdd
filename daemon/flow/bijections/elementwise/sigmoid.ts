import * as z from 'zod';
import { logistic } from '../../../tensor/ops/composite.ts';
import { clamp } from '../../../tensor/ops/select.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import type { IncreasingMap } from '../domains.ts';
import { increasingImage, openDomain } from '../domains.ts';
import { anyShape } from '../shapes.ts';
import { sumPerSample } from '../sum-per-sample.ts';
import { LARGEST_SHARE, logisticLogDerivative, logitOf, SMALLEST_SHARE } from './logistic.ts';

export const sigmoidSchema = z.strictObject({});

const FORWARD: IncreasingMap = {
  type: 'sigmoid',
  domain: { low: -Infinity, high: Infinity },
  f: (x) => 1 / (1 + Math.exp(-x)),
};
const BACKWARD: IncreasingMap = {
  type: 'the inverse of sigmoid',
  domain: { low: 0, high: 1 },
  f: (z) => Math.log(z / (1 - z)),
};

export const sigmoid = defineLayer<z.infer<typeof sigmoidSchema>>({
  type: 'sigmoid',
  documentation: {
    summary: 'Maps each dimension onto (0, 1).',
    formula: 'z = 1/(1 + e^(−x))',
    logDet: 'Σ −softplus(x) − softplus(−x)',
    reference: null,
  },
  schema: sigmoidSchema,
  traits: { saturates: true },
  inverse: 'closed',
  shape: anyShape,
  domain: (_config, input) => increasingImage(FORWARD, input),
  inverseDomain: (_config, output) => increasingImage(BACKWARD, output),
  takes: (_config, direction) => openDomain(direction === 'forward' ? FORWARD : BACKWARD),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: () => ({
    parameters: [],
    forward: (x) => ({ value: logistic(x), logDet: sumPerSample(logisticLogDerivative(x)) }),
    inverse: (y) => {
      // If y were rounded to 1 (x above 17 in float32), the logit would be infinite.
      const { value, logDerivative } = logitOf(clamp(y, SMALLEST_SHARE, LARGEST_SHARE));
      return { value, logDet: sumPerSample(logDerivative) };
    },
  }),
});
