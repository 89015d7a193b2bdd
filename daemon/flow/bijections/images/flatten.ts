import * as z from 'zod';
import { reshape } from '../../../tensor/ops/arithmetic.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { elementwiseCoordinates } from '../coordinate-flows.ts';
import { defineLayer } from '../define-layer.ts';

export const flattenSchema = z.strictObject({});

export const flatten = defineLayer<z.infer<typeof flattenSchema>>({
  type: 'flatten',
  documentation: {
    summary: 'Turns an image [height, width, channels] into a vector, row by row.',
    formula: 'z = x, in the order row, column, channel',
    logDet: '0',
    reference: null,
  },
  schema: flattenSchema,
  traits: { rearranges: true },
  inverse: 'closed',
  shape: (_config, input) => ({ shape: [sizeOf(input)] }),
  undoneShape: () => null,
  domain: (_config, input) => ({ intervals: input }),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: (_config, { inputShape }) => {
    const logDet = constant([0], [1]);
    return {
      parameters: [],
      forward: (x) => ({ value: reshape(x, [x.shape[0]!, sizeOf(inputShape)]), logDet }),
      inverse: (z) => ({ value: reshape(z, [z.shape[0]!, ...inputShape]), logDet }),
    };
  },
});
