/** What looks wrong in a table although it can be read. Checks of a spec report it; a run's data are read as before. */
export type TableDoubt =
  /** A column is left out because of text in a few of its cells. */
  | {
      readonly kind: 'text-in-numbers';
      readonly column: string;
      readonly line: number;
      readonly text: string;
      /** Number of its cells with text, and of those with numbers. */
      readonly texts: number;
      readonly numbers: number;
      /** Whether the numbers have a decimal comma. */
      readonly decimalComma: boolean;
    }
  /** The first line was read as a row, but seems to name the columns. `word`: its first field that is not a number. */
  | { readonly kind: 'header'; readonly line: number; readonly fields: readonly string[]; readonly word: string | null }
  /** A column counts the rows. */
  | { readonly kind: 'row-index'; readonly column: string; readonly from: number }
  /** A value is so far from the others that standardization squeezes them. */
  | {
      readonly kind: 'outlier';
      readonly column: string;
      readonly line: number;
      readonly value: number;
      /** Of the column: its median, and the width of its middle half. */
      readonly median: number;
      readonly spread: number;
    }
  /** Most rows are dropped. `missing`: the column that lacks the most values, and how many rows lack one. */
  | {
      readonly kind: 'dropped';
      readonly dropped: number;
      readonly read: number;
      readonly missing: { readonly column: string; readonly rows: number };
    };
