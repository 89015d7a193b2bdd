import * as z from 'zod';
import {
  ANGLE_OR_STEPPED,
  columnStepKeys,
  hasOneLogarithm,
  isAngleOrStepped,
  ONE_LOGARITHM,
} from '../../columns/column-keys.ts';
import { MAX_CONTEXT } from '../../limits.ts';
import { missingValuesKey } from '../../missing/missing-values.ts';
import { defineSource } from '../define-source.ts';
import { columnStandardizeKey, declaredKeys, dequantizeKeys, pathKey, splitKey } from '../keys.ts';

const columnNumber = z.int().min(0);

/** Fields of structured arrays have names, too. */
const columnLabel = z.union([columnNumber, z.string().min(1)]);

const columnKey = z.union([
  columnNumber,
  z.string().min(1),
  z
    .strictObject({
      name: columnLabel.describe('Number of the column, from 0, or name of the field.'),
      ...columnStepKeys,
    })
    .refine(isAngleOrStepped, ANGLE_OR_STEPPED)
    .refine(hasOneLogarithm, ONE_LOGARITHM),
]);

export const npySchema = z.strictObject({
  path: pathKey('The NumPy file (.npy or .npz)'),
  array: z.string().min(1).optional().describe('Which array of an .npz to read; needed only if it holds several.'),
  columns: z
    .array(columnKey)
    .min(1)
    .max(MAX_CONTEXT)
    .optional()
    .describe(
      'The columns of [N, D] to model, each a number from 0, the name of a field of a structured array, or an object with `name`, the number or name, and what the column needs: `bounds`, `transform` or `period`; all if left out.',
    ),
  exclude: z
    .array(columnLabel)
    .max(MAX_CONTEXT)
    .optional()
    .describe(
      'Numbers of columns that are left out, from 0, or names of fields, instead of listing all the others in `columns`.',
    ),
  weight: columnLabel
    .optional()
    .describe(
      'Number of a column of [N, D], from 0, or name of a field, with a weight ≥ 0 for each row, which is not modeled. Weights are scaled to mean 1 over the training rows: the loss and all means over rows are weighted.',
    ),
  missing: z
    .enum(['error', 'drop'])
    .default('error')
    .describe('What to do with a row that has a missing value (NaN): reject the file, or drop the row.'),
  missingValues: missingValuesKey(columnLabel),
  contextPath: pathKey('A NumPy file with one context row per point').optional(),
  contextAs: z
    .enum(['category', 'number'])
    .optional()
    .describe(
      'How the array of `contextPath` is used. "category": its values are labels, one-hot, also if they are stored as floating-point numbers. "number": standardized. Default: "category" for whole numbers in one dimension, else "number".',
    ),
  standardize: columnStandardizeKey,
  ...dequantizeKeys(columnLabel),
  split: splitKey,
  ...declaredKeys,
});

export type NpyConfig = z.infer<typeof npySchema>;

export const npy = defineSource<NpyConfig>({
  type: 'npy',
  documentation: {
    summary:
      'A NumPy array with the points along the first axis: [N, D], a structured array of shape [N], or [N, height, width] and [N, height, width, channels].',
    formula: 'x ∈ ℝᴰ',
    logDet: null,
    reference: 'NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays',
  },
  schema: npySchema,
  // Whether a column has only integers, and which categories occur, is known only after reading all rows.
  summarize: async (config, access) => (await import('./summarize-npy.ts')).summarizeNpy(config, access),
  load: async (config, access) => (await import('./load-npy.ts')).loadNpy(config, access),
  glance: async ({ path, array }, access) => {
    if (typeof path !== 'string') return [];
    return (await import('./glance-npy.ts')).glanceNpy(path, typeof array === 'string' ? array : undefined, access);
  },
  proposal: {
    endings: ['.npy', '.npz'],
    propose: async (path, access, options) => (await import('./propose-npy.ts')).proposeNpy(path, access, options),
  },
});
