import * as z from 'zod';
import { imageContextKey } from '../../conditions/condition-keys.ts';
import { defineSource } from '../define-source.ts';
import { bitsKey, declaredKeys, flipKey, pathKey, splitKey } from '../keys.ts';

export const cifarSchema = z.strictObject({
  path: pathKey('The folder of the binary version, with data_batch_1.bin … data_batch_5.bin and test_batch.bin'),
  bits: bitsKey,
  context: imageContextKey('the class of the image'),
  flip: flipKey,
  split: splitKey,
  ...declaredKeys,
});

export type CifarConfig = z.infer<typeof cifarSchema>;

export const cifar = defineSource<CifarConfig>({
  type: 'cifar',
  documentation: {
    summary:
      'CIFAR-10 color images, 32 × 32 × 3, as the integers 0 … 2ⁿ−1; test_batch is the test split. Start the flow with `dequantize`.',
    formula: 'x ∈ {0, …, 2ⁿ−1}^(32 × 32 × 3)',
    logDet: null,
    reference: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
  },
  schema: cifarSchema,
  folders: ['path'],
  fixedShape: [32, 32, 3],
  summarize: async (config, access) => (await import('./load-cifar.ts')).summarizeCifar(config, access),
  load: async (config, access) => (await import('./load-cifar.ts')).loadCifar(config, access),
});
