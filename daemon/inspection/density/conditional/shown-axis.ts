/**
 * The axis of a shown column: cells of a density, or the values of a grid. A value v of a dequantized column stands for
 * [v, v + step), so that its probability is the integral of q over that cell.
 */
import { floorToGrid, type Grid } from '../../../data/grid.ts';
import type { Turn } from '../../../data/turns.ts';
import { onCircle } from '../../../statistics/circle.ts';
import type { ColumnRange } from './column-ranges.ts';

export interface ShownAxis {
  /** Index of the column. */
  readonly column: number;
  /** Ends of what is shown, data units: of a density, or the first and the last value. */
  readonly low: number;
  readonly high: number;
  /** Centers of the cells, or values of the grid, data units, [n]. */
  readonly centers: Float64Array;
  /** Distance of the values, which have probabilities; null: cells, which have densities. */
  readonly step: number | null;
  /** Names of the values. */
  readonly categories: readonly string[] | null;
  /** Where q is read, data units, [n · reads], in the order of the centers; each read counts for `width`. */
  readonly reads: Float64Array;
  readonly width: number;
  /** The entry of `centers` that a read is of, [reads]. */
  readonly owners: Int32Array;
  /** Whether mass may lie beyond the ends. */
  readonly open: readonly [below: boolean, above: boolean];
  /** Of an angle: its mean is a circular one. */
  readonly turn: Turn | null;
}

/** Values of a grid that are shown as such; the density of more is drawn as that of a continuous column. */
export const MOST_VALUES = { one: 128, two: 64 } as const;
/** Reads of q for each value: in a step it changes little, and where it does not, many values are few reads. */
const [FEWEST_READS, MOST_READS] = [3, 32];

/**
 * @param extent of the values; null: around the training rows
 * @param cells of a density; about as many reads has a grid
 */
export function shownAxis(
  column: number,
  range: ColumnRange,
  grid: Pick<Grid, 'step' | 'origin'> | null,
  extent: readonly [low: number, high: number] | null,
  { cells, isPlane }: { readonly cells: number; readonly isPlane: boolean },
): ShownAxis {
  const [low, high] = extent ?? axisOf(range);
  const open = isOpen(range, low, high);
  if (grid === null) return cellAxis({ column, range, low, high, open }, cells, 0);
  const all = gridValues(grid, low, high);
  const values = range.turn === null ? all : all.slice(0, Math.round(range.turn.period / grid.step));
  if (range.categories === null && values.length > (isPlane ? MOST_VALUES.two : MOST_VALUES.one)) {
    const ends = extent ?? (range.turn === null ? null : turnEnds(range.turn)) ?? [low, high];
    return cellAxis({ column, range, low: ends[0], high: ends[1], open }, cells, grid.step / 2);
  }
  return valueAxis(column, range, grid, values, cells);
}

interface Ends extends Pick<ShownAxis, 'column' | 'low' | 'high' | 'open'> {
  readonly range: ColumnRange;
}

/** All of a circle: where its last value ends, the first one begins. */
function turnEnds({ start, period }: Turn): readonly [low: number, high: number] {
  return [start, start + period];
}

/** @param offset of a read from the value that it is of */
function cellAxis({ column, range, low, high, open }: Ends, cells: number, offset: number): ShownAxis {
  const { turn } = range;
  const width = (high - low) / cells;
  const centers = Float64Array.from({ length: cells }, (_, i) => low + (i + 0.5) * width);
  return {
    ...{ column, low, high, open, centers, width },
    turn,
    step: null,
    categories: range.categories,
    reads: centers.map((center) => (turn === null ? center + offset : onCircle(center + offset, turn))),
    owners: Int32Array.from({ length: cells }, (_, i) => i),
  };
}

function valueAxis(
  column: number,
  range: ColumnRange,
  { step }: Pick<Grid, 'step'>,
  values: Float64Array,
  cells: number,
): ShownAxis {
  const each = Math.max(FEWEST_READS, Math.min(MOST_READS, Math.round(cells / values.length)));
  const last = values.length - 1;
  const [low, high] = [values[0]!, values[last]!];
  // Samples beyond the first or the last category become that one.
  const beyond = range.categories === null ? 0 : 1;
  const count = (values.length + 2 * beyond) * each;
  return {
    ...{ column, low, high, step, centers: values, width: step / each },
    turn: range.turn,
    categories: range.categories,
    reads: Float64Array.from({ length: count }, (_, i) => low + ((i + 0.5) / each - beyond) * step),
    owners: Int32Array.from({ length: count }, (_, i) => Math.max(0, Math.min(last, Math.floor(i / each) - beyond))),
    open: range.categories === null ? isOpen(range, low, high) : [false, false],
  };
}

/** Values of the grid from `low` to `high`, with those at most half a step beyond; at least one. */
function gridValues(grid: Pick<Grid, 'step' | 'origin'>, low: number, high: number): Float64Array {
  const { step, origin } = grid;
  const first = Math.ceil((low - origin) / step - 0.5 + 1e-6);
  const last = Math.max(first, Math.floor((high - origin) / step + 0.5 - 1e-6));
  return Float64Array.from({ length: last - first + 1 }, (_, i) =>
    floorToGrid(origin + (first + i + 0.5) * step, grid),
  );
}

/** Rounding of an end that a user gives, in periods: 6.28319 is 2π. */
const ROUNDING = 1e-4;

/** Whether a range has more than all values of an angle. */
export function isLongerThan({ period }: Turn, [low, high]: readonly [number, number]): boolean {
  return high - low > period * (1 + ROUNDING);
}

/** Whether the column can have values below and above. Ones in all of a turn have none, wherever it starts. */
function isOpen(range: ColumnRange, low: number, high: number): readonly [below: boolean, above: boolean] {
  const { turn, bounds, step } = range;
  if (turn === null) return [low > bounds.low, high < mostOf(range)];
  const isPart = high - low + (step ?? 0) < turn.period * (1 - ROUNDING);
  return [isPart, isPart];
}

/** The largest value: noise reaches from there to the bound. */
function mostOf({ bounds, step }: ColumnRange): number {
  return bounds.high - (step ?? 0);
}

/** Around the training rows, within the bounds; an angle goes around once. */
function axisOf(range: ColumnRange): readonly [low: number, high: number] {
  const { low, high, bounds, turn, step, categories } = range;
  if (categories !== null) return [0, categories.length - 1];
  if (turn !== null) {
    const [start, end] = turnEnds(turn);
    return [start, end - (step ?? 0)];
  }
  const length = high + (step ?? 0) - low;
  const margin = length > 0 ? 0.15 * length : 1;
  return [Math.max(bounds.low, low - margin), Math.min(mostOf(range), high + margin)];
}
