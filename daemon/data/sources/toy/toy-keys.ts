/** Keys of every toy source. */
import * as z from 'zod';
import { standardizeKey } from '../keys.ts';

export const toyKeys = {
  samples: z.int().min(100).max(1e7).default(20_000).describe('Number of training points.'),
  evaluationSamples: z
    .int()
    .min(1)
    .max(1e7)
    .default(10_000)
    .describe('Number of points in the validation set and in the test set, each drawn independently.'),
  standardize: standardizeKey(false),
};

/** σ has a minimum, because without noise these distributions lie on curves and have no density. */
export const noiseKey = (sigma: number) =>
  z
    .number()
    .min(1e-3)
    .max(100)
    .default(sigma)
    .describe('Standard deviation σ of the isotropic Gaussian noise, in data units.');

export interface ToyConfig {
  readonly samples: number;
  readonly evaluationSamples: number;
  readonly standardize: boolean;
}
