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
  /** What each row counts: they add up to the effective sample size. null: 1. */
  readonly weights: Float64Array | null;
}

export interface BinningOptions {
  /** `columns`: no pairs of them. */
  readonly which?: 'columns' | 'pairs';
  /** Of the rows, as of `weighing`. */
  readonly weights?: Float64Array | null | undefined;
}

/** @param columns of n rows each @param axes of the columns */
export function binRows(
  columns: readonly Float64Array[],
  axes: readonly ColumnAxis[],
  { which = 'pairs', weights = null }: BinningOptions = {},
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
  return { rows, bins, cells, weights };
}

/** Counts of rows, or sums of their weights. */
type Counts = Int32Array | Float64Array;

function noCounts(length: number, { weights }: BinnedRows): Counts {
  return weights === null ? new Int32Array(length) : new Float64Array(length);
}

export interface CornerCounts {
  /** Rows that are counted, wherever they are; of rows with weights, the sum of these. */
  readonly total: number;
  /** [CORNER_BINS + 1], by column. The last is the number of rows that are in no bin, as below. */
  readonly columns: readonly Counts[];
  /** [CORNER_BINS² + 1], by pair of columns. */
  readonly pairs: readonly Counts[];
}

/** Counts of some of the rows of a set. */
export class SelectedCounts implements CornerCounts {
  readonly columns: readonly Counts[];
  readonly pairs: readonly Counts[];
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
    this.columns = rows.bins.map(() => noCounts(CORNER_BINS + 1, rows));
    this.pairs = rows.cells.map(() => noCounts(CELLS + 1, rows));
  }

  get total(): number {
    return this.#total;
  }

  /** Counts the rows that are marked with 1 from now on. Takes time for the rows that changed only. @param marks [rows] */
  select(marks: Uint8Array): void {
    const [added, removed] = changedRows(this.#marks, marks, this.#room);
    this.#marks.set(marks);
    const { bins, cells, weights } = this.#rows;
    this.#total += sumOf(added, weights) - sumOf(removed, weights);
    const move = weights === null ? moveCounts : moveWeights(weights);
    for (const [i, counts] of this.columns.entries()) move(counts, bins[i]!, added, removed);
    for (const [i, counts] of this.pairs.entries()) move(counts, cells[i]!, added, removed);
  }
}

/** Counts of all rows of a set. */
export function countRows(binned: BinnedRows): CornerCounts {
  const { rows, bins, cells, weights } = binned;
  const counted = (places: Uint8Array | Uint16Array, length: number) => {
    const counts = noCounts(length + 1, binned);
    if (weights === null) for (let i = 0; i < places.length; i++) counts[places[i]!]!++;
    else for (let i = 0; i < places.length; i++) counts[places[i]!]! += weights[i]!;
    return counts;
  };
  return {
    total: weights === null ? rows : weights.reduce((sum, weight) => sum + weight, 0),
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

function sumOf(rows: Uint32Array, weights: Float64Array | null): number {
  return weights === null ? rows.length : rows.reduce((sum, row) => sum + weights[row]!, 0);
}

function moveWeights(weights: Float64Array): typeof moveCounts {
  return (counts, places, added, removed) => {
    for (let i = 0; i < added.length; i++) counts[places[added[i]!]!]! += weights[added[i]!]!;
    for (let i = 0; i < removed.length; i++) counts[places[removed[i]!]!]! -= weights[removed[i]!]!;
  };
}

function moveCounts(counts: Counts, places: Uint8Array | Uint16Array, added: Uint32Array, removed: Uint32Array): void {
  for (let i = 0; i < added.length; i++) counts[places[added[i]!]!]!++;
  for (let i = 0; i < removed.length; i++) counts[places[removed[i]!]!]!--;
}

/** Bins of each bar of a column: of values that stand apart one, since the bins are theirs. @param rows of the smallest set, or their effective sample size */
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
  return bars.map((count) => (total > 0 ? count / total : 0));
}
