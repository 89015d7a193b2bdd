import * as z from 'zod';
import { broadcastTo } from '../../../tensor/ops/arithmetic.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Bijection, Direction, Scope } from '../../definition.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';
import { splineDomain, splineImage } from '../domains.ts';
import { splineKeys } from '../layer-keys.ts';
import { anyShape } from '../shapes.ts';
import { meanPerSample, sumPerSample } from '../sum-per-sample.ts';
import { splineTransform } from '../transforms/spline-transform.ts';

const schema = z.strictObject(splineKeys);

type Config = z.infer<typeof schema>;

export const spline = defineLayer<Config>({
  type: 'spline',
  documentation: {
    summary:
      'Transforms each dimension (channel of an image) by its own learned rational-quadratic spline; the layer for 1-D data.',
    formula: 'z_d = RQS_d(x_d), the identity (or periodic) outside [−B, B]',
    logDet: 'Σ log RQS_d′(x_d)',
    reference: 'Durkan, Bekasov, Murray, Papamakarios: Neural Spline Flows (NeurIPS 2019), eq. 4–5',
  },
  schema,
  traits: { elementwise: 'bend' },
  inverse: 'closed',
  shape: anyShape,
  domain: (config, input) => splineImage('spline', config, input),
  takes: (config) => splineDomain(config),
  coordinates: (_config, shape) => elementwiseCoordinates(shape, true),
  build: (config, { inputShape }) => buildSpline(config, inputShape.at(-1)!),
});

/** Parameter `knots`, [n·P]: the splines of the n dimensions of a vector, or channels of an image; zeros, the identity. */
function buildSpline(config: Config, n: number): Bijection {
  const transform = splineTransform(config);
  const size = transform.outputSize(n);
  const initialize = () => new Float32Array(size);
  const at = (scope: Scope) => scope.parameter('knots');
  const apply = (direction: Direction) => (x: Tensor, scope: Scope) => {
    const { value, logDerivative } = transform[direction](x, at(scope));
    return { value, logDet: sumPerSample(logDerivative!) };
  };
  const { outsideBound, pieces } = transform;
  return {
    parameters: [{ name: 'knots', shape: [size], trainable: true, dtype: 'float', decay: false, initialize }],
    forward: apply('forward'),
    inverse: apply('inverse'),
    elementLogDets: (x, scope, direction) => transform[direction](x, at(scope)).logDerivative!,
    ...(outsideBound ? { outsideBound: (x) => meanPerSample(outsideBound(x)) } : {}),
    ...(pieces
      ? {
          pieces: {
            bound: pieces.bound,
            ends: (x, scope, direction) => pieces.ends(at(scope), direction).map((end) => broadcastTo(end, x.shape)),
          },
        }
      : {}),
  };
}
