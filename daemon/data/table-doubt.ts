import type { CommaKind } from './sources/csv/number-text.ts';

/** Something that looks wrong in a table that can be read. Only checks of a spec report it; runs read their data as before. */
export type TableDoubt =
  /** A column of numbers is left out because a few of its cells have text. */
  | {
      readonly kind: 'text-in-numbers';
      readonly column: string;
      readonly line: number;
      readonly text: string;
      /** Number of cells with text, and with numbers. */
      readonly texts: number;
      readonly numbers: number;
      /** What the commas in `text` are if it is a number. */
      readonly comma: CommaKind | null;
    }
  /** The first line was read as a row, but looks like a header. */
  | {
      readonly kind: 'header';
      readonly line: number;
      /** Those that are whole numbers in columns of fractions; empty if there is a `word`. */
      readonly fields: readonly string[];
      /** Its first field that is not a number. */
      readonly word: string | null;
      /** Number of columns that are modelled if it is a header; null if two of its names are the same. */
      readonly dimension: number | null;
    }
  /** A column only numbers the rows, starting at `from`; null: it is named like an index, and its numbers are in no order. */
  | { readonly kind: 'row-index'; readonly column: string; readonly from: number | null }
  /** A value is so far from the others that standardization would compress them. */
  | {
      readonly kind: 'outlier';
      readonly column: string;
      readonly line: number;
      readonly value: number;
      /** Median and interquartile range of the column. */
      readonly median: number;
      readonly spread: number;
    }
  /** Most rows are dropped. `missing`: the column with the most missing values, and their number. */
  | {
      readonly kind: 'dropped';
      readonly dropped: number;
      readonly read: number;
      readonly missing: { readonly column: string; readonly rows: number };
    };
