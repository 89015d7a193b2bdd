/** What a corner plot draws: rows of several sets in bins, with the axes that they share. */
import { type ColumnAxis, columnAxes } from '../../daemon/statistics/corner/column-axes.ts';
import {
  type BinnedRows,
  binRows,
  type ColumnPair,
  type CornerCounts,
  columnPairs,
  countRows,
  SelectedCounts,
} from '../../daemon/statistics/corner/corner-counts.ts';
import { selectRows, type ValueRange } from '../../daemon/statistics/corner/row-selection.ts';

export interface CornerSet {
  /** What its rows are, in a sentence: "samples". */
  readonly name: string;
  /** Index into the theme's colors. */
  readonly color: number;
  /** Its regions, bars and points are filled, not outlined. */
  readonly isFilled: boolean;
  /** Values of each column that is shown. */
  readonly columns: readonly Float64Array[];
}

export interface CornerData {
  readonly names: readonly string[];
  /** By column, the names of its values 0, 1, …; null: they are numbers. */
  readonly categories: readonly (readonly string[] | null)[];
  readonly axes: readonly ColumnAxis[];
  readonly pairs: readonly ColumnPair[];
  readonly sets: readonly BinnedSet[];
}

export interface BinnedSet extends CornerSet {
  readonly binned: BinnedRows;
  readonly counts: CornerCounts;
}

/** A column that is shown. */
export interface CornerColumn {
  readonly name: string;
  readonly categories: readonly string[] | null;
  /** Where it has values. Absent: anywhere. */
  readonly domain?: { readonly low: number; readonly high: number };
}

const WHOLE = { low: -Infinity, high: Infinity };

export function cornerData(columns: readonly CornerColumn[], sets: readonly CornerSet[]): CornerData {
  const categories = columns.map((column) => column.categories);
  const axes = columnAxes(
    sets.map((set) => set.columns),
    { categories: categories.map((own) => own?.length ?? null), bounds: columns.map(({ domain = WHOLE }) => domain) },
  );
  return {
    names: columns.map(({ name }) => name),
    categories,
    axes,
    pairs: columnPairs(columns.length),
    sets: sets.map((set) => {
      const binned = binRows(set.columns, axes);
      return { ...set, binned, counts: countRows(binned) };
    }),
  };
}

/** The rows of one set that are selected. */
export class SelectedRows {
  readonly counts: SelectedCounts;
  /** 1: selected. */
  readonly marks: Uint8Array;
  /** Number of them. */
  count = 0;
  readonly #set: BinnedSet;

  constructor(set: BinnedSet) {
    this.#set = set;
    this.counts = new SelectedCounts(set.binned);
    this.marks = new Uint8Array(set.binned.rows);
  }

  /** @param ranges of each column; null: all values */
  select(ranges: readonly (ValueRange | null)[]): void {
    this.count = selectRows(this.#set.columns, ranges, this.marks);
  }

  /** Brings the counts up to date. */
  countAgain(): void {
    this.counts.select(this.marks);
  }
}
