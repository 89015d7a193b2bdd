/** The axes of a corner plot: each column has one, which all of its cells share. */
import type { Circle } from '../circle.ts';
import { BAR_OF_GRID, CORNER_BINS } from './bins.ts';
import { gridOfValues, type ValueGrid } from './value-grid.ts';

/** The part of a column that is drawn, data units; low < high. */
export interface ColumnAxis {
  readonly low: number;
  readonly high: number;
  /** Equal parts of it, at most `CORNER_BINS`. */
  readonly bins: number;
  /** Of values on a grid: their distance. Each bin has whole steps, and its values are in its middle. null: there is no grid. */
  readonly step: number | null;
  /** Each bin is one value, and they are few or categories: there is nothing in between. */
  readonly isDiscrete: boolean;
  /** Of an angle. */
  readonly turn?: Circle;
}

export interface AxisOptions {
  /** By column, the number of its categories, which are 0, 1, …; null: its values are numbers. Absent: all are. */
  readonly categories?: readonly (number | null)[];
  /** By column, where it has values: an axis does not go beyond. Absent: anywhere. */
  readonly bounds?: readonly { readonly low: number; readonly high: number }[];
  /** By column, of angles; null: it is none. Absent: no column is. */
  readonly turns?: readonly (Circle | null)[];
  /** The axes have all finite values, however far they are. */
  readonly isWhole?: boolean;
}

/** Share of the values on either side that do not decide where an axis ends. */
const TAIL = 0.005;
/** Room beyond these quantiles on either side, as a share of the distance between them. */
const ROOM = 0.25;
/** Room beyond the smallest and the largest value. */
const MARGIN = 0.03;
/** Share of a turn from which on an axis has all of it. */
const WHOLE_TURN = 0.75;
/** Values of a grid, without names, that stand apart. More are drawn as numbers that have values in between. */
const MOST_DISCRETE = 8;
/** Values behind the quantiles, evenly spaced: more would only take longer to sort. */
const MOST_SORTED = 4096;

/** Columns of a row-major array [n, width], one by one. */
export function takeColumns(
  values: ArrayLike<number>,
  width: number,
  columns: readonly number[],
): readonly Float64Array[] {
  const n = Math.floor(values.length / width);
  return columns.map((column) => {
    const taken = new Float64Array(n);
    for (let i = 0, at = column; i < n; i++, at += width) taken[i] = values[at]!;
    return taken;
  });
}

/**
 * The axis of each column over several sets of rows. Each set has it reach from its 0.5 % to its 99.5 % quantile and a
 * quarter of this distance beyond, or to its smallest and largest value where these are nearer. So a few outliers do not
 * squeeze the rest. Values that are not finite do not count. If the values of a set lie on a grid, the bins have whole steps
 * of it: else some would have one more of its values than others.
 * @param sets columns of each set, all in the same order
 */
export function columnAxes(
  sets: readonly (readonly Float64Array[])[],
  { categories = [], bounds = [], turns = [], isWhole = false }: AxisOptions = {},
): readonly ColumnAxis[] {
  return plainAxes(sets, { categories, bounds, isWhole }).map((axis, column) => {
    const turn = turns[column] ?? null;
    if (turn === null) return axis;
    const isTurn = axis.step === null && axis.high - axis.low >= WHOLE_TURN * turn.period;
    return { ...axis, ...(isTurn ? { low: turn.start, high: turn.start + turn.period } : {}), turn };
  });
}

function plainAxes(
  sets: readonly (readonly Float64Array[])[],
  { categories, bounds, isWhole }: Required<Omit<AxisOptions, 'turns'>>,
): readonly ColumnAxis[] {
  const columns = sets[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) => {
    const named = categories[column] ?? null;
    if (named !== null && named <= CORNER_BINS) return categoryAxis(named);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let grid: ValueGrid | null = named === null ? null : { step: 1, origin: 0 };
    for (const set of sets) {
      const bulk = bulkOf(set[column]!, isWhole);
      if (bulk === null) continue;
      low = Math.min(low, bulk.low);
      high = Math.max(high, bulk.high);
      // A set with few rows may have no neighbors on its grid.
      if (bulk.grid !== null && !(grid !== null && grid.step <= bulk.grid.step)) grid = bulk.grid;
    }
    if (low > high) return continuous(-1, 1);
    if (grid !== null) return gridAxis(low, high, grid, named !== null);
    const room = MARGIN * (high - low);
    const least = Number.EPSILON * 16 * Math.max(Math.abs(low), Math.abs(high));
    // A column of one value: an axis around it.
    if (!(room > least)) return around((low + high) / 2);
    const within = bounds[column] ?? { low: -Infinity, high: Infinity };
    // Values beyond the bounds are drawn all the same.
    return continuous(
      Math.max(low - room, Math.min(low, within.low)),
      Math.min(high + room, Math.max(high, within.high)),
    );
  });
}

function continuous(low: number, high: number): ColumnAxis {
  return { low, high, bins: CORNER_BINS, step: null, isDiscrete: false };
}

function categoryAxis(categories: number): ColumnAxis {
  const bins = Math.max(1, categories);
  return { low: -0.5, high: bins - 0.5, bins, step: 1, isDiscrete: true };
}

function gridAxis(low: number, high: number, { step, origin }: ValueGrid, isNamed: boolean): ColumnAxis {
  const [first, last] = [low, high].map((end) => Math.round((end - origin) / step)) as [number, number];
  const values = last - first + 1;
  const perBin = Math.ceil(values / CORNER_BINS);
  const needed = Math.ceil(values / perBin);
  const isDiscrete = perBin === 1 && (isNamed || needed <= MOST_DISCRETE);
  const bins = isDiscrete ? needed : BAR_OF_GRID * Math.ceil(needed / BAR_OF_GRID);
  const spare = Math.floor((bins * perBin - values) / 2);
  const start = origin + (first - spare - 0.5) * step;
  return { low: start, high: start + bins * perBin * step, bins, step, isDiscrete };
}

function around(middle: number): ColumnAxis {
  const half = 0.5 * Math.max(1, Math.abs(middle) * 1e-6);
  return continuous(middle - half, middle + half);
}

interface Bulk {
  readonly low: number;
  readonly high: number;
  readonly grid: ValueGrid | null;
}

/** null: no value is finite. */
function bulkOf(values: Float64Array, isWhole: boolean): Bulk | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return null;
  const sorted = evenlySpaced(values).sort();
  const [first, last] = [Math.floor(TAIL * (sorted.length - 1)), Math.ceil((1 - TAIL) * (sorted.length - 1))];
  const [low, high] = [sorted[first] ?? least, sorted[last] ?? most];
  const room = ROOM * (high - low);
  // Nearly all values are the same: there is no bulk.
  const isAll = isWhole || room === 0;
  return {
    low: isAll ? least : Math.max(least, low - room),
    high: isAll ? most : Math.min(most, high + room),
    grid: gridOfValues(sorted.subarray(first, last + 1)),
  };
}

function evenlySpaced(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / MOST_SORTED));
  const found = new Float64Array(Math.ceil(values.length / step));
  let n = 0;
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) found[n++] = values[i]!;
  return found.subarray(0, n);
}
