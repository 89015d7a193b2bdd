/** Keys that several sources share. */
import * as z from 'zod';
import { STANDARDIZE_KINDS } from '../columns/column-keys.ts';
import { MAX_CONTEXT } from '../limits.ts';

const fraction = z.number().min(0).max(0.9);

export const splitKey = z
  .strictObject({
    validation: fraction.default(0.1).describe('Fraction of the rows held out for validation, 0 to 0.9.'),
    test: fraction.default(0.1).describe('Fraction of the rows held out for testing, 0 to 0.9.'),
  })
  .refine(
    (split) => split.validation + split.test < 1,
    'validation + test must be below 1: no row would be left to train on',
  )
  .default({ validation: 0.1, test: 0.1 })
  .describe('How the rows are split, by the seed of `data`; the remaining rows are for training.');

/** Keys of every file source: what to assume if the file is not available. */
export const declaredKeys = {
  shape: z
    .union([z.tuple([z.int().min(1)]), z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)])])
    .optional()
    .describe('Shape of one point, [D] or [height, width, channels]: lets the spec be checked without the file.'),
  contextSize: z
    .int()
    .min(0)
    .max(MAX_CONTEXT)
    .optional()
    .describe('Length of the context vector: lets the spec be checked without the file.'),
};

export const pathKey = (what: string) => z.string().min(1).describe(`${what}, relative to the spec.`);

export const bitsKey = z
  .int()
  .min(1)
  .max(8)
  .default(8)
  .describe('Number of bits kept per pixel and channel; lower ones are dropped. Data units are the integers 0 … 2ⁿ−1.');

export const standardizeKey = (preset: boolean) =>
  z
    .boolean()
    .default(preset)
    .describe(
      'Shift and scale each column to mean 0 and standard deviation 1, fitted on the training rows. It has its own row in the waterfall.',
    );

/** Of tables and arrays. */
export const columnStandardizeKey = z
  .union([z.boolean(), z.enum(STANDARDIZE_KINDS)])
  .default(true)
  .describe(
    'true: shift and scale each column to mean 0 and standard deviation 1. "robust": to median 0 and the interquartile range of a standard normal distribution, so that outliers do not squeeze a column. "quantile": map each column to a standard normal distribution, by a monotone spline through its quantiles. All are fitted on the training rows, exact in log q, and a row of the waterfall.',
  );

export const flipKey = z
  .boolean()
  .default(false)
  .describe(
    'Mirror training images left to right at random, each with probability ½ at each step. Validation and test images are not mirrored.',
  );

const stepKey = z
  .number()
  .positive()
  .describe('Distance of neighbouring values of the grid: the noise is uniform in [0, step), in data units.');

/** For tables and arrays; images have a layer for this. @param column what the list takes for a column */
export function dequantizeKeys<C extends z.ZodType<string | number>>(column: C) {
  const entry = z.strictObject({ column: column.describe('The column.'), step: stepKey });
  return {
    dequantize: z
      .union([z.boolean(), z.strictObject({ step: stepKey }), z.array(z.union([column, entry])).max(MAX_CONTEXT)])
      .default(false)
      .describe(
        'Add uniform noise to columns with few different values, on which a density is unbounded. true: noise in [0, 1) for all columns of whole numbers. {step}: all columns lie on a grid with this step. A list: these columns, each a column of whole numbers or {column, step}.',
      ),
  };
}

/** The name of its key. */
export const DEQUANTIZE_KEY = Object.keys(dequantizeKeys(z.string()))[0]!;
