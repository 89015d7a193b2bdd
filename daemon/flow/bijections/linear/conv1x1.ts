import * as z from 'zod';
import { mul, neg, reshape } from '../../../tensor/ops/arithmetic.ts';
import { scalar } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Bijection, CoordinateFlow, Scope, Site } from '../../definition.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { imageShape } from '../shapes.ts';
import { luMatrix } from './lu-matrix.ts';
import { plainMatrix } from './plain-matrix.ts';

const schema = z.strictObject({
  kind: z
    .enum(['lu', 'plain'])
    .default('lu')
    .describe('How the channel matrix is parameterized; a plain matrix can become singular during training.'),
});

type Config = z.infer<typeof schema>;

export const conv1x1 = defineLayer<Config>({
  type: 'conv1x1',
  documentation: {
    summary: 'Mixes the channels of every pixel by one learned invertible matrix; starts as a random rotation.',
    formula: 'z[h, w] = W·x[h, w],  W = P·(L∘mask + I)·(U∘mask + diag(sign·exp(logs)))',
    logDet: 'height · width · Σ logs',
    reference: 'Kingma, Dhariwal: Glow (NeurIPS 2018), section 3.2, eq. 9–11',
  },
  schema,
  inverse: 'closed',
  shape: imageShape('conv1x1'),
  domain: (_config, input) => realOntoReal('conv1x1', input),
  coordinates: (_config, shape) => channelMixing(shape),
  build: buildConv1x1,
});

function channelMixing(shape: Shape): CoordinateFlow {
  const several = shape.at(-1)! > 1;
  const each = <T>(value: (index: number) => T) => Array.from({ length: sizeOf(shape) }, (_, index) => value(index));
  return { source: each((i) => (several ? -1 : i)), transformed: each(() => several), seen: each(() => several) };
}

/** Pixels are rows, so they are multiplied by Wᵀ. */
function buildConv1x1({ kind }: Config, { inputShape: [height = 1, width = 1, channels = 1] }: Site): Bijection {
  const matrix = kind === 'lu' ? luMatrix(channels) : plainMatrix(channels);
  const mixed = (x: Tensor, by: Tensor) =>
    reshape(matmul(reshape(x, [x.shape[0]! * height * width, channels]), by), x.shape);
  const logDet = (scope: Scope) => mul(matrix.logDet(scope), scalar(height * width));
  return {
    parameters: matrix.parameters,
    forward: (x, scope) => ({ value: mixed(x, matrix.transposed(scope)), logDet: logDet(scope) }),
    inverse: (z, scope) => ({ value: mixed(z, matrix.transposedInverse(scope)), logDet: neg(logDet(scope)) }),
  };
}
