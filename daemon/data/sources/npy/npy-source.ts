import * as z from 'zod';
import { MAX_CONTEXT } from '../../limits.ts';
import { defineSource } from '../define-source.ts';
import { declaredKeys, dequantizeKeys, pathKey, splitKey, standardizeKey } from '../keys.ts';

const columnNumbers = z.array(z.int().min(0)).max(MAX_CONTEXT);

export const npySchema = z.strictObject({
  path: pathKey('The NumPy file (.npy or .npz)'),
  array: z.string().min(1).optional().describe('Which array of an .npz to read; needed only if it holds several.'),
  columns: columnNumbers
    .min(1)
    .optional()
    .describe('The columns of [N, D] to model, numbered from 0; all if left out.'),
  exclude: columnNumbers
    .optional()
    .describe('Numbers of columns that are left out, from 0, instead of listing all the others in `columns`.'),
  contextPath: pathKey('A NumPy file with one context row per point').optional(),
  standardize: standardizeKey(true),
  ...dequantizeKeys(z.int().min(0)),
  split: splitKey,
  ...declaredKeys,
});

export type NpyConfig = z.infer<typeof npySchema>;

export const npy = defineSource<NpyConfig>({
  type: 'npy',
  documentation: {
    summary:
      'A NumPy array with the points along the first axis: [N, D], or [N, height, width] and [N, height, width, channels].',
    formula: 'x ∈ ℝᴰ',
    logDet: null,
    reference: 'NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays',
  },
  schema: npySchema,
  // Whether a column has only integers, and which categories occur, is known only after reading all rows.
  summarize: async (config, access) => (await (await import('./load-npy.ts')).loadNpy(config, access)).summary,
  load: async (config, access) => (await import('./load-npy.ts')).loadNpy(config, access),
  proposal: {
    endings: ['.npy', '.npz'],
    propose: async (path, access) => (await import('./propose-npy.ts')).proposeNpy(path, access),
  },
});
