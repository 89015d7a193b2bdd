import * as z from 'zod';
import { defineSource } from './define-source.ts';
import { bitsKey, declaredKeys, flipKey, labelContextKey, pathKey, splitKey } from './keys.ts';

const schema = z.strictObject({
  path: pathKey('The folder of the binary version (data_batch_1.bin … test_batch.bin)'),
  bits: bitsKey,
  context: labelContextKey('the class of the image'),
  flip: flipKey,
  split: splitKey,
  ...declaredKeys,
});

export const cifar = defineSource<z.infer<typeof schema>>({
  type: 'cifar',
  documentation: {
    summary: 'CIFAR-10 color images, 32 × 32 × 3, as the integers 0 … 2ⁿ−1; test_batch is the test split.',
    formula: 'x ∈ {0, …, 2ⁿ−1}^(32 × 32 × 3)',
    logDet: null,
    reference: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
  },
  schema,
  fixedShape: [32, 32, 3],
  summarize: null,
  load: null,
});
