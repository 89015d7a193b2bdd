import * as z from 'zod';
import {
  ANGLE_OR_STEPPED,
  columnStepKeys,
  hasOneLogarithm,
  isAngleOrStepped,
  ONE_LOGARITHM,
} from '../../columns/column-keys.ts';
import { MAX_CONTEXT, MAX_CONTEXT_COLUMNS } from '../../limits.ts';
import { missingValuesKey } from '../../missing/missing-values.ts';
import { defineSource } from '../define-source.ts';
import { columnStandardizeKey, declaredKeys, dequantizeKeys, pathKey, splitKey } from '../keys.ts';

const columnKey = z.union([
  z.string(),
  z
    .strictObject({
      name: z.string().describe('Name of the column.'),
      ...columnStepKeys,
      as: z
        .enum(['number', 'category'])
        .optional()
        .describe(
          '"category": texts, or numbers that only name something. They are numbered from 0, the most frequent one first, and dequantized by noise in [0, 1): see Categories. Default: "number".',
        ),
    })
    .refine(isAngleOrStepped, ANGLE_OR_STEPPED)
    .refine(hasOneLogarithm, ONE_LOGARITHM)
    .refine(
      ({ as, period, bounds, transform }) =>
        as !== 'category' || (period === undefined && bounds === undefined && transform === undefined),
      'a category has no period, bounds or transform: remove them, or "as"',
    ),
]);

const contextKey = z.union([
  z.string(),
  z.strictObject({
    column: z.string().describe('Name of the column.'),
    as: z
      .enum(['category', 'number'])
      .describe('"category": one-hot over the values that occur. "number": standardized.'),
  }),
]);

export const csvSchema = z.strictObject({
  path: pathKey('The CSV or TSV file, which may be compressed (.gz, .zst)'),
  delimiter: z
    .string()
    .min(1)
    .default('auto')
    .describe(
      'Field separator; "auto" chooses comma, tab, semicolon or bar, whichever splits the first lines evenly, or else blanks between numbers. "whitespace": one or more blanks or tabs.',
    ),
  header: z
    .union([z.literal('auto'), z.boolean()])
    .default('auto')
    .describe(
      'Whether the first line contains the column names; "auto": yes if it contains no number. Lines above the table that begin with # are comments, one of which may contain the names instead. Without names the columns are named column1, column2, …',
    ),
  columns: z
    .array(columnKey)
    .min(1)
    .max(MAX_CONTEXT)
    .optional()
    .describe(
      'The columns to model, each a name or an object with `name` and what the column needs: `bounds`, `transform`, `period`, or `as: "category"`; all numeric ones that are not context if left out.',
    ),
  exclude: z
    .array(z.string())
    .max(MAX_CONTEXT)
    .optional()
    .describe('Names of columns that are left out, instead of naming all the others in `columns`.'),
  missing: z
    .enum(['error', 'drop'])
    .default('error')
    .describe('What to do with a row that has a missing value: reject the file, or drop the row.'),
  missingValues: missingValuesKey(z.string()),
  context: z
    .array(contextKey)
    .max(MAX_CONTEXT_COLUMNS)
    .default([])
    .describe('Columns given to every conditioner: a name (text becomes a category) or {column, as}.'),
  weight: z
    .string()
    .optional()
    .describe(
      'Name of a column with a weight ≥ 0 for each row, which is not modeled. Weights are scaled to mean 1 over the training rows: the loss and all means over rows are weighted.',
    ),
  standardize: columnStandardizeKey,
  ...dequantizeKeys(z.string()),
  split: splitKey,
  testPath: pathKey('A separate file for the test split').optional(),
  ...declaredKeys,
});

export type CsvConfig = z.infer<typeof csvSchema>;

export const csv = defineSource<CsvConfig>({
  type: 'csv',
  documentation: {
    summary: 'A table of numbers in a CSV or TSV file, one row per point; text or numeric columns can be context.',
    formula: 'x ∈ ℝᴰ, one coordinate per column',
    logDet: null,
    reference: 'RFC 4180, Common Format and MIME Type for CSV Files',
  },
  schema: csvSchema,
  // Whether a column has only integers, and which categories occur, is known only after reading all rows.
  summarize: async (config, access) => (await import('./load-csv.ts')).summarizeCsv(config, access),
  load: async (config, access) => (await import('./load-csv.ts')).loadCsv(config, access),
  glance: async ({ path, delimiter, header, missingValues }, access) => {
    const config = csvSchema.pick({ path: true, delimiter: true, header: true }).safeParse({ path, delimiter, header });
    if (!config.success) return [];
    const { data: own } = csvSchema.shape.missingValues.safeParse(missingValues);
    return (await import('./glance-csv.ts')).glanceCsv({ ...config.data, missingValues: own }, access);
  },
  proposal: {
    endings: ['.csv', '.tsv', '.txt', '.dat', '.csv.gz', '.tsv.gz', '.csv.zst', '.tsv.zst'],
    propose: async (path, access, options) =>
      (await import('./proposal/propose-csv.ts')).proposeCsv(path, access, options),
  },
});
