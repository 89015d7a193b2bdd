import * as z from 'zod';
import { BACKEND_CHOICES, isAvailable } from '../../../protocol/backends.ts';

/**
 * The outermost object. Its larger members have schemas of their own (data, base, conditioners, layers, training) and
 * are checked one by one, so that a problem in one never hides the others.
 */
export const topLevelSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional()
    .describe('Name of the flow and of its runs. Default: the file name.'),
  backend: z
    .enum(BACKEND_CHOICES)
    .meta({ notAvailable: BACKEND_CHOICES.filter((backend) => !isAvailable(backend)) })
    .default('auto')
    .describe('Backend that computes the flow; auto chooses the fastest one available.'),
});

/** Members of the outermost object that are checked on their own. */
export const SECTIONS = ['data', 'base', 'conditioners', 'layers', 'training'] as const;

/** Keys that every data source has. */
export const commonDataSchema = z.strictObject({
  seed: z.int().min(0).default(0).describe('Seed of the split and of generated data, independent of training.seed.'),
  limit: z.int().min(1).nullable().default(null).describe('Use at most this many rows.'),
});
