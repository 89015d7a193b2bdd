import * as z from 'zod';

const BACKENDS = ['auto', 'cpu', 'webgpu', 'cuda', 'tensorflow'] as const;
/** Backends of the language that this version does not have. */
export const UNAVAILABLE_BACKENDS: readonly (typeof BACKENDS)[number][] = ['webgpu', 'cuda', 'tensorflow'];

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
    .enum(BACKENDS)
    .meta({ notAvailable: UNAVAILABLE_BACKENDS })
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
