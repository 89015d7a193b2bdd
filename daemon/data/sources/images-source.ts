import * as z from 'zod';
import { defineSource } from './define-source.ts';
import { bitsKey, declaredKeys, flipKey, labelContextKey, pathKey, splitKey } from './keys.ts';

const extent = z.int().min(1).max(4096);

const schema = z.strictObject({
  path: pathKey('The folder of images'),
  size: z.tuple([extent, extent]).describe('Height and width of the images after scaling.'),
  fit: z
    .enum(['crop', 'resize'])
    .default('crop')
    .describe(
      '"crop": scale to cover the size, then crop the center. "resize": scale both sides, ignoring the aspect ratio.',
    ),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('3 for color, 1 for grayscale.'),
  bits: bitsKey,
  flip: flipKey,
  corrupt: z
    .enum(['refuse', 'skip'])
    .default('refuse')
    .describe('What to do with a file that cannot be decoded: reject the folder, or skip the file.'),
  context: labelContextKey('the name of the sub-folder'),
  split: splitKey,
  ...declaredKeys,
});

export const images = defineSource<z.infer<typeof schema>>({
  type: 'images',
  documentation: {
    summary: 'A folder of images, as the integers 0 … 2ⁿ−1; start the flow with `dequantize`.',
    formula: 'x ∈ {0, …, 2ⁿ−1}^(height × width × channels)',
    logDet: null,
    reference: null,
  },
  schema,
  summarize: null,
  load: null,
});
