import * as z from 'zod';
import type { Shape } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { CoordinateFlow } from '../../definition.ts';
import { defineLayer } from '../define-layer.ts';
import { realOntoReal } from '../domains.ts';
import { imageShape } from '../shapes.ts';

const schema = z.strictObject({
  kind: z
    .enum(['lu', 'plain'])
    .default('lu')
    .describe('How the channel matrix is parameterized; a plain matrix can become singular during training.'),
});

export const conv1x1 = defineLayer<z.infer<typeof schema>>({
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
  build: null,
});

function channelMixing(shape: Shape): CoordinateFlow {
  const several = shape.at(-1)! > 1;
  const each = <T>(value: (index: number) => T) => Array.from({ length: sizeOf(shape) }, (_, index) => value(index));
  return { source: each((i) => (several ? -1 : i)), transformed: each(() => several), seen: each(() => several) };
}
