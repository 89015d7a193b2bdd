/** Keys of a column in `columns`, beside what names it. */
import * as z from 'zod';

export const TRANSFORMS = ['log', 'asinh'] as const;

/** What the columns of tables and arrays share. */
export const columnStepKeys = {
  bounds: z
    .tuple([z.number().nullable(), z.number().nullable()])
    .refine(([low, high]) => low !== null || high !== null, 'at least one of the two bounds must be a number')
    .refine(([low, high]) => low === null || high === null || low < high, 'the low bound must be below the high one')
    .optional()
    .describe(
      'The column has values from `low` to `high` only, [low, high]; null: no bound on that side. A logit (two bounds) or a logarithm (one) maps it to the real line, so that no probability is beyond the bounds.',
    ),
  transform: z
    .enum(TRANSFORMS)
    .optional()
    .describe(
      '"log": for values above 0 over several orders of magnitude. "asinh": for heavy tails on both sides: linear near the median, logarithmic far from it.',
    ),
  period: z
    .number()
    .positive()
    .optional()
    .describe(
      'The column is an angle: values are taken modulo this period. The circle is cut where the training rows are rarest, and mapped to the real line from there.',
    ),
};

/** What a column can have: a period, or bounds and a transform. */
export function isAngleOrStepped({ period, bounds, transform }: ColumnRequest): boolean {
  return period === undefined || (bounds === undefined && transform === undefined);
}

/** Bounds map the column to the real line, where half of the values may have no logarithm. */
export function hasOneLogarithm({ bounds, transform }: ColumnRequest): boolean {
  return bounds === undefined || transform !== 'log';
}

export const ONE_LOGARITHM = 'a column with "bounds" has no "transform": "log": remove one of them';

export const ANGLE_OR_STEPPED = 'an angle ("period") has no "bounds" and no "transform"';

/** As in `columns`, without what names the column. */
export interface ColumnRequest {
  readonly bounds?: readonly [number | null, number | null] | undefined;
  readonly transform?: (typeof TRANSFORMS)[number] | undefined;
  readonly period?: number | undefined;
}

export const STANDARDIZE_KINDS = ['robust', 'quantile'] as const;

export type Standardize = boolean | (typeof STANDARDIZE_KINDS)[number];
