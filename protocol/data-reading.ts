import * as z from 'zod/mini';
import { count } from './common.ts';

/**
 * The columns of a table or an array that are modeled and those that are not. Rows of the test file count, too. For a folder
 * of images: the number of files read, and of files `dropped` because they cannot be decoded; there are no columns.
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
  /**
   * Set if some values stand for missing ones (`missingValues`): how many cells of the columns in use have one; columns without any
   * are left out.
   */
  missingValues: z.optional(z.array(z.strictObject({ column: z.string(), cells: count }))),
  /** Values of `missingValues` that are in no cell of the file, with the column if the value is for one column only. */
  unmatchedValues: z.optional(
    z.array(z.strictObject({ value: z.union([z.number(), z.string()]), column: z.optional(z.string()) })),
  ),
  /** Whether the file names the columns: in its first line, its schema, or the fields of a structured array. */
  header: z.boolean(),
  /** Lines above a table that begin with `#`, and the one of them that names the columns. */
  comments: z.optional(z.strictObject({ lines: count, names: z.nullable(count) })),
  /** Set for the columns of an array without fields: x0 is column 0. */
  numbered: z.optional(z.literal(true)),
  /** Set if the file has other names, or none, for the columns, which are taken in their order. */
  byPlace: z.optional(z.literal(true)),
  /** Of an array of images, which has no columns: the shape of one point. */
  shape: z.optional(z.array(count)),
  /** What the density is conditioned on: columns, of this file or another one. */
  context: z.optional(
    z.array(
      z.strictObject({
        column: z.string(),
        kind: z.enum(['category', 'number']),
        /** The categories, in the order of the context vector. */
        values: z.optional(z.array(z.string())),
      }),
    ),
  ),
  /** Columns that get uniform noise in [0, step), in data units; not modeled categories. */
  noise: z.optional(z.array(z.strictObject({ columns: z.array(z.string()), step: z.number() }))),
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
  readonly missingValues?: readonly { readonly column: string; readonly cells: number }[] | undefined;
  readonly unmatchedValues?:
    | readonly { readonly value: number | string; readonly column?: string | undefined }[]
    | undefined;
  readonly header: boolean;
  readonly comments?: { readonly lines: number; readonly names: number | null } | undefined;
  readonly numbered?: true | undefined;
  readonly byPlace?: true | undefined;
  readonly shape?: readonly number[] | undefined;
  readonly context?:
    | readonly {
        readonly column: string;
        readonly kind: 'category' | 'number';
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
  readonly noise?: readonly { readonly columns: readonly string[]; readonly step: number }[] | undefined;
  readonly weight?: { readonly column: string; readonly effectiveSampleSize: number } | undefined;
  readonly categories?: readonly { readonly column: string; readonly values: readonly string[] }[] | undefined;
  readonly partial?: true | undefined;
  readonly skipped?: readonly { readonly file: string; readonly why: string }[] | undefined;
}
