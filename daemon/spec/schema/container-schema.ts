import * as z from 'zod';

/** Keys of the layers that contain other layers, without `layer` and `layers`, which are checked one by one. */
export const repeatSchema = z.strictObject({
  times: z.int().min(1).max(1000).describe('Number of repetitions, each with its own weights.'),
});

export const inverseSchema = z.strictObject({});

export const multiScaleSchema = z.strictObject({
  levels: z.int().min(1).max(8).describe('Number of scales: (squeeze, layers, split) × (levels − 1), squeeze, layers.'),
  factor: z.int().min(2).max(16).default(2).describe('Factor by which each squeeze reduces height and width.'),
  prior: z
    .enum(['conditional', 'standard'])
    .default('conditional')
    .describe('Prior of the channels that a split factors out: conditional on the kept ones, or standard normal.'),
});

export const CONTAINER_TYPES = ['repeat', 'inverse', 'multi-scale'] as const;
export type ContainerType = (typeof CONTAINER_TYPES)[number];

/** Hover texts of the containers, in the style of the layers' own definitions. */
export const CONTAINER_DOCUMENTATION: Readonly<Record<ContainerType, string>> = {
  repeat: 'Repeats the layers inside `times` times, each time with their own weights.',
  inverse: 'The inverse of the layers inside: f = (content as listed)⁻¹.',
  'multi-scale':
    'A multi-scale flow: squeeze, layers and split at every level but the last (Dinh et al. 2017, section 3.6).',
};
