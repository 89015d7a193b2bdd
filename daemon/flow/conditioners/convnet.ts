import * as z from 'zod';
import { activationKey, channelsKey, kernelSize } from './conditioner-keys.ts';
import { defineConditioner } from './define-conditioner.ts';

export const convnetSchema = z.strictObject({
  channels: channelsKey,
  kernels: z.array(kernelSize).min(1).max(16).default([3, 1, 3]).describe('Kernel sizes of the convolutions, odd.'),
  activation: activationKey,
});

export const convnet = defineConditioner<z.infer<typeof convnetSchema>>({
  type: 'convnet',
  documentation: {
    summary: 'Convolutions that keep height and width.',
    formula: 'a_{l+1} = φ(conv(a_l)); the last convolution starts at zero',
    logDet: null,
    reference: 'Kingma, Dhariwal: Glow (NeurIPS 2018), appendix B',
  },
  schema: convnetSchema,
  kind: 'image',
  build: null,
});
