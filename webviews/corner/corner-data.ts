/** What a corner plot draws: rows of several sets in bins, with the axes that they share. */
import type { Circle } from '../../daemon/statistics/circle.ts';
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
import { drawnColumns, pointCopies } from '../../daemon/statistics/corner/weighing.ts';

export interface CornerSet {
  /** What its rows are, in a sentence: "samples". */
  readonly name: string;
  /** Index into the theme's colors. */
  readonly color: number;
  /** Its regions, bars and points are filled, not outlined. */
  readonly isFilled: boolean;
  /** Values of each column that is shown. */
  readonly columns: readonly Float64Array[];
  /** Of the rows, as of `weighing`; null: all are equal. */
  readonly weights: Float64Array | null;
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
  /** How often each row is drawn as a point; null: once. */
  readonly copies: Uint32Array | null;
}

/** A column that is shown. */
export interface CornerColumn {
  readonly name: string;
  readonly categories: readonly string[] | null;
  /** Where it has values. Absent: anywhere. */
  readonly domain?: { readonly low: number; readonly high: number };
  /** Of an angle. */
  readonly turn?: Circle | null;
}

const WHOLE = { low: -Infinity, high: Infinity };

export function cornerData(columns: readonly CornerColumn[], sets: readonly CornerSet[]): CornerData {
  const categories = columns.map((column) => column.categories);
  const axes = columnAxes(
    sets.map((set) => drawnColumns(set.columns, set.weights)),
    {
      categories: categories.map((own) => own?.length ?? null),
      bounds: columns.map(({ domain = WHOLE }) => domain),
      turns: columns.map(({ turn = null }) => turn),
    },
  );
  return {
    names: columns.map(({ name }) => name),
    categories,
    axes,
    pairs: columnPairs(columns.length),
    sets: sets.map((set) => {
      const binned = binRows(set.columns, axes, { weights: set.weights });
      return { ...set, binned, counts: countRows(binned), copies: pointCopies(set.weights) };
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
  /** Their share of all rows, by weight. */
  share = 0;
  readonly #set: BinnedSet;

  constructor(set: BinnedSet) {
    this.#set = set;
    this.counts = new SelectedCounts(set.binned);
    this.marks = new Uint8Array(set.binned.rows);
  }

  /** @param ranges of each column; null: all values */
  select(ranges: readonly (ValueRange | null)[]): void {
    const { columns, weights, counts } = this.#set;
    this.count = selectRows(columns, ranges, this.marks);
    const selected = weights?.reduce((sum, weight, i) => sum + weight * this.marks[i]!, 0) ?? this.count;
    this.share = counts.total > 0 ? selected / counts.total : 0;
  }

  /** Brings the counts up to date. */
  countAgain(): void {
    this.counts.select(this.marks);
  }
}
