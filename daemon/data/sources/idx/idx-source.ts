import * as z from 'zod';
import { imageContextKey } from '../../conditions/condition-keys.ts';
import { defineSource } from '../define-source.ts';
import { bitsKey, declaredKeys, pathKey, splitKey } from '../keys.ts';

export const idxSchema = z.strictObject({
  path: pathKey('The IDX file of images (.gz accepted)'),
  labels: pathKey('The IDX file of labels').optional(),
  testPath: pathKey('The IDX file of test images; if given, it is the test split').optional(),
  testLabels: pathKey('The IDX file of test labels').optional(),
  bits: bitsKey,
  context: imageContextKey('the class of the image'),
  contextPath: pathKey('The IDX file of condition images, one for each image').optional(),
  testContextPath: pathKey('The IDX file of condition images of the test images').optional(),
  split: splitKey,
  ...declaredKeys,
});

export type IdxConfig = z.infer<typeof idxSchema>;

export const idx = defineSource<IdxConfig>({
  type: 'idx',
  documentation: {
    summary:
      'Grayscale images of the MNIST family in IDX files, as the integers 0 … 2ⁿ−1; start the flow with `dequantize`.',
    formula: 'x ∈ {0, …, 2ⁿ−1}^(height × width × 1)',
    logDet: null,
    reference: 'LeCun, Cortes, Burges: The MNIST database of handwritten digits (file formats)',
  },
  schema: idxSchema,
  summarize: async (config, access) => (await import('./load-idx.ts')).summarizeIdx(config, access),
  load: async (config, access) => (await import('./load-idx.ts')).loadIdx(config, access),
});
