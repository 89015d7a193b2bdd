import * as z from 'zod/mini';
import { count } from './common.ts';

/**
 * The columns of a table that are modeled and those that are not. Rows of the test file count, too. For a folder of
 * images: the number of files read, and of files `dropped` because they cannot be decoded; there are no columns.
 */
export const dataReadingSchema = z.strictObject({
  /** Names of the columns that are modeled, in the model's order. */
  columns: z.array(z.string()),
  /** Columns that are neither modeled nor context. */
  leftOut: z.array(z.strictObject({ name: z.string(), why: z.string() })),
  /** What columns go through before the first layer, step after step; only those with other steps than mean and deviation. */
  steps: z.optional(z.array(z.strictObject({ name: z.string(), steps: z.array(z.string()) }))),
  /** Rows that were read, including those that were dropped. */
  read: count,
  /** Rows that were left out because a value is missing. */
  dropped: count,
  /** Whether the first line names the columns. */
  header: z.boolean(),
  /** The column with the weights of the rows, and (Σw)²/Σw² of those that are kept. */
  weight: z.optional(z.strictObject({ column: z.string(), effectiveSampleSize: z.number() })),
  /** Modeled categories: column, and its values from the most frequent one, which are numbered from 0. */
  categories: z.optional(z.array(z.strictObject({ column: z.string(), values: z.array(z.string()) }))),
  /** Set if only the beginning of a large file was read, which `read` and `dropped` count. */
  partial: z.optional(z.literal(true)),
  /** For a folder of images: the files that were dropped, at most a hundred. */
  skipped: z.optional(z.array(z.strictObject({ file: z.string(), why: z.string() }))),
});

export interface DataReading {
  readonly columns: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly steps?: readonly { readonly name: string; readonly steps: readonly string[] }[] | undefined;
  readonly read: number;
  readonly dropped: number;
  readonly header: boolean;
  readonly weight?: { readonly column: string; readonly effectiveSampleSize: number } | undefined;
  readonly categories?: readonly { readonly column: string; readonly values: readonly string[] }[] | undefined;
  readonly partial?: true | undefined;
  readonly skipped?: readonly { readonly file: string; readonly why: string }[] | undefined;
}
