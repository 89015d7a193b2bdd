import * as z from 'zod';
import { activationKey, channelsKey, kernelSize } from './conditioner-keys.ts';
import { defineConditioner } from './define-conditioner.ts';

export const convResnetSchema = z.strictObject({
  channels: channelsKey,
  blocks: z.int().min(1).max(64).default(4).describe('Number of residual blocks.'),
  kernel: kernelSize.default(3).describe('Kernel size of the convolutions, odd.'),
  activation: activationKey,
});

export const convResnet = defineConditioner<z.infer<typeof convResnetSchema>>({
  type: 'conv-resnet',
  documentation: {
    summary: 'A residual network of convolutions that keep height and width.',
    formula: 'h ← h + conv(φ(conv(φ(h)))) per block; the last convolution starts at zero',
    logDet: null,
    reference: 'Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR 2017), section 4.1',
  },
  schema: convResnetSchema,
  kind: 'image',
  build: null,
});
