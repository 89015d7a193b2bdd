import { z } from 'zod';
import { sizeOf } from '../../tensor/tensor.ts';
import { elementwiseCoordinates } from './coordinate-flows.ts';
import { defineLayer } from './define-layer.ts';

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
  inverse: 'closed',
  shape: (_config, input) => ({ shape: [sizeOf(input)] }),
  domain: (_config, input) => ({ intervals: input }),
  coordinates: (_config, shape) => elementwiseCoordinates(shape),
  build: null,
});
