import * as z from 'zod';
import { imageContextKey } from '../../conditions/condition-keys.ts';
import { defineSource } from '../define-source.ts';
import { bitsKey, declaredKeys, flipKey, pathKey, splitKey } from '../keys.ts';

const extent = z.int().min(1).max(4096);

export const imagesSchema = z.strictObject({
  path: pathKey('The folder of images (.png, .jpg, .jpeg, .webp), also in subfolders'),
  size: z
    .tuple([extent, extent])
    .describe('[height, width] of the images after they are scaled (bilinear, antialiased).'),
  fit: z
    .enum(['crop', 'resize'])
    .default('crop')
    .describe(
      '"crop": scale to cover the size, then crop the center. "resize": scale both sides, ignoring the aspect ratio.',
    ),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('3 for color, 1 for gray (0.299 R + 0.587 G + 0.114 B). Transparent pixels are composited onto white.'),
  bits: bitsKey,
  flip: flipKey,
  corrupt: z
    .enum(['refuse', 'skip'])
    .default('refuse')
    .describe('What to do with a file that cannot be decoded: reject the folder, or skip the file and report it.'),
  context: imageContextKey('the name of the first subfolder of "path"'),
  contextPath: pathKey(
    'A folder of condition images with the same names as those of "path", scaled like them',
  ).optional(),
  split: splitKey,
  ...declaredKeys,
});

export type ImagesConfig = z.infer<typeof imagesSchema>;

export const images = defineSource<ImagesConfig>({
  type: 'images',
  documentation: {
    summary:
      'A folder of PNG, JPEG or WebP images, with subfolders as classes, as the integers 0 … 2ⁿ−1; start the flow with `dequantize`.',
    formula: 'x ∈ {0, …, 2ⁿ−1}^(height × width × channels)',
    logDet: null,
    reference: null,
  },
  schema: imagesSchema,
  folders: ['path', 'contextPath'],
  summarize: async (config, access) => (await import('./list-images.ts')).summarizeImages(config, access),
  load: async (config, access) => (await import('./load-images.ts')).loadImages(config, access),
  examine: async (config, access) => (await import('./examine-images.ts')).examineImages(config, access),
});
