/** Keys that several conditioners share. */
import * as z from 'zod';
import { ACTIVATION_NAMES } from './activations.ts';

export const activationKey = z
  .enum(ACTIVATION_NAMES)
  .default('relu')
  .describe('Nonlinearity between the linear layers; relu is the fastest.');

export const hiddenLayersKey = z
  .array(z.int().min(1).max(8192))
  .max(16)
  .default([64, 64])
  .describe('Widths of the hidden layers, 0 to 16 entries.');

export const channelsKey = z.int().min(1).max(8192).default(64).describe('Number of hidden channels.');

/** Odd, so that the output keeps height and width. */
export const kernelSize = z
  .int()
  .min(1)
  .max(31)
  .refine((size) => size % 2 === 1, 'must be odd, so that height and width do not change');
