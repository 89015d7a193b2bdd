import { z } from 'zod';
import { activationKey } from './conditioner-keys.ts';
import { defineConditioner } from './define-conditioner.ts';

export const resnetSchema = z.strictObject({
  hidden: z.int().min(1).max(8192).default(64).describe('Width of the residual stream.'),
  blocks: z.int().min(1).max(64).default(2).describe('Number of residual blocks.'),
  activation: activationKey,
});

export const resnet = defineConditioner<z.infer<typeof resnetSchema>>({
  type: 'resnet',
  documentation: {
    summary: 'A linear layer into a residual stream, blocks of two layers that add to it, a linear layer out.',
    formula: 'h ← h + φ(φ(h)·W₁ + b₁)·W₂ + b₂ per block; the last layer is linear and starts at zero',
    logDet: null,
    reference:
      'He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks (ECCV 2016); Durkan et al. 2019, section 5',
  },
  schema: resnetSchema,
  kind: 'vector',
  build: null,
});
