import * as z from 'zod';
import { defineSource } from '../define-source.ts';

const schema = z.strictObject({
  size: z
    .union([z.literal(16), z.literal(24)])
    .default(16)
    .describe('Height and width of the images: 16 or 24 pixels.'),
  samples: z.int().min(100).max(1e6).default(20_000).describe('Number of training images.'),
  evaluationSamples: z
    .int()
    .min(1)
    .max(1e6)
    .default(2000)
    .describe('Number of images in the validation set and in the test set, each drawn independently.'),
  noise: z
    .number()
    .min(1)
    .max(40)
    .default(12)
    .describe('Standard deviation σ of the Gaussian noise of each pixel, in gray levels.'),
});

export type TryOnConfig = z.infer<typeof schema>;

export const tryOn = defineSource<TryOnConfig>({
  type: 'try-on',
  documentation: {
    summary:
      'Synthetic images of people wearing garments, as gray levels 0 … 255. The person and the garment are two condition images, and the exact density given both is known. Start the flow with `dequantize`.',
    formula: 'x = ⌊μ(person, garment, folds, light) + σε⌋, folds, light, ε ~ N(0, 1)',
    logDet: null,
    reference: null,
  },
  schema,
  summarize: async ({ size }) => (await import('./load-try-on.ts')).summaryOf(size),
  load: async (config) => (await import('./load-try-on.ts')).loadTryOn(config),
});
