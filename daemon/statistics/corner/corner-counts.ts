/** Counts of rows in the bins of all cells of a corner plot, which follow a selection of rows. */
import { binsPerBar, CORNER_BINS } from './bins.ts';
import type { ColumnAxis } from './column-axes.ts';

const CELLS = CORNER_BINS ** 2;

/** A cell below the diagonal: columns of its axes, with x before y. */
export interface ColumnPair {
  readonly x: number;
  readonly y: number;
}

/** In the order of their rows in the plot. */
export function columnPairs(columns: number): readonly ColumnPair[] {
  return Array.from({ length: columns }, (_, y) => Array.from({ length: y }, (__, x) => ({ x, y }))).flat();
}

/** Where the rows of a set are. */
export interface BinnedRows {
  /** Number of rows. */
  readonly rows: number;
  /** Bin of each row, by column; `CORNER_BINS`: beyond the axis, or not finite. */
  readonly bins: readonly Uint8Array[];
  /** Bin of each row, by pair of columns: y · CORNER_BINS + x; `CORNER_BINS²`: in no bin. */
  readonly cells: readonly Uint16Array[];
}

/** @param columns of n rows each @param axes of the columns @param which `columns`: no pairs of them */
export function binRows(
  columns: readonly Float64Array[],
  axes: readonly ColumnAxis[],
  which: 'columns' | 'pairs' = 'pairs',
): BinnedRows {
  const rows = columns[0]?.length ?? 0;
  const bins = columns.map((values, column) => {
    const { low, high, bins: most } = axes[column]!;
    const [scale, last] = [most / (high - low), most - 1];
    const own = new Uint8Array(rows);
    for (let i = 0; i < rows; i++) {
      const value = values[i]!;
      own[i] = value >= low && value <= high ? Math.min(last, Math.floor((value - low) * scale)) : CORNER_BINS;
    }
    return own;
  });
  const pairs = which === 'pairs' ? columnPairs(columns.length) : [];
  const cells = pairs.map(({ x, y }) => {
    const [across, up] = [bins[x]!, bins[y]!];
    const own = new Uint16Array(rows);
    for (let i = 0; i < rows; i++) {
      const [a, b] = [across[i]!, up[i]!];
      own[i] = a === CORNER_BINS || b === CORNER_BINS ? CELLS : b * CORNER_BINS + a;
    }
    return own;
  });
  return { rows, bins, cells };
}

export interface CornerCounts {
  /** Rows that are counted, wherever they are. */
  readonly total: number;
  /** [CORNER_BINS + 1], by column. The last is the number of rows that are in no bin, as below. */
  readonly columns: readonly Int32Array[];
  /** [CORNER_BINS² + 1], by pair of columns. */
  readonly pairs: readonly Int32Array[];
}

/** Counts of some of the rows of a set. */
export class SelectedCounts implements CornerCounts {
  readonly columns: readonly Int32Array[];
  readonly pairs: readonly Int32Array[];
  readonly #rows: BinnedRows;
  readonly #marks: Uint8Array;
  /** Room for the rows that change. */
  readonly #room: readonly [Uint32Array, Uint32Array];
  #total = 0;

  /** Of no rows at first. */
  constructor(rows: BinnedRows) {
    this.#rows = rows;
    this.#marks = new Uint8Array(rows.rows);
    this.#room = [new Uint32Array(rows.rows), new Uint32Array(rows.rows)];
    this.columns = rows.bins.map(() => new Int32Array(CORNER_BINS + 1));
    this.pairs = rows.cells.map(() => new Int32Array(CELLS + 1));
  }

  get total(): number {
    return this.#total;
  }

  /** Counts the rows that are marked with 1 from now on. Takes time for the rows that changed only. @param marks [rows] */
  select(marks: Uint8Array): void {
    const [added, removed] = changedRows(this.#marks, marks, this.#room);
    this.#marks.set(marks);
    this.#total += added.length - removed.length;
    const { bins, cells } = this.#rows;
    for (const [i, counts] of this.columns.entries()) moveCounts(counts, bins[i]!, added, removed);
    for (const [i, counts] of this.pairs.entries()) moveCounts(counts, cells[i]!, added, removed);
  }
}

/** Counts of all rows of a set. */
export function countRows({ rows, bins, cells }: BinnedRows): CornerCounts {
  const counted = (places: Uint8Array | Uint16Array, length: number) => {
    const counts = new Int32Array(length + 1);
    for (let i = 0; i < places.length; i++) counts[places[i]!]!++;
    return counts;
  };
  return {
    total: rows,
    columns: bins.map((places) => counted(places, CORNER_BINS)),
    pairs: cells.map((places) => counted(places, CELLS)),
  };
}

function changedRows(
  before: Uint8Array,
  after: Uint8Array,
  [added, removed]: readonly [Uint32Array, Uint32Array],
): readonly [added: Uint32Array, removed: Uint32Array] {
  let [more, fewer] = [0, 0];
  for (let i = 0; i < after.length; i++) {
    if (before[i] === after[i]) continue;
    if (after[i] === 1) added[more++] = i;
    else removed[fewer++] = i;
  }
  return [added.subarray(0, more), removed.subarray(0, fewer)];
}

function moveCounts(
  counts: Int32Array,
  places: Uint8Array | Uint16Array,
  added: Uint32Array,
  removed: Uint32Array,
): void {
  for (let i = 0; i < added.length; i++) counts[places[added[i]!]!]!++;
  for (let i = 0; i < removed.length; i++) counts[places[removed[i]!]!]!--;
}

/** Bins of each bar of a column: of values that stand apart one, since the bins are theirs. @param rows of the smallest set */
export function barBins({ bins, isDiscrete }: ColumnAxis, rows: number): number {
  return isDiscrete ? 1 : binsPerBar(rows, bins);
}

/** Bars of a column, as shares of the rows in them. @param counts [CORNER_BINS, …] @param perBar bins of each bar */
export function barShares(counts: ArrayLike<number>, { bins }: ColumnAxis, perBar: number): Float64Array {
  const bars = new Float64Array(bins / perBar);
  let total = 0;
  for (let bin = 0; bin < bins; bin++) {
    bars[Math.floor(bin / perBar)]! += counts[bin]!;
    total += counts[bin]!;
  }
  return bars.map((count) => count / Math.max(1, total));
}
