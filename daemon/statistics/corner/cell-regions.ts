import { CORNER_BINS } from './bins.ts';
import type { ColumnAxis } from './column-axes.ts';
import { contourLoops } from './contour-loops.ts';
import type { ColumnPair, CornerCounts } from './corner-counts.ts';
import {
  CORNER_MASSES,
  type Kernel,
  kernelOf,
  kernelWidth,
  massLevels,
  noKernel,
  smoothCounts,
} from './mass-regions.ts';

/** The smallest region of a cell that holds a share of the rows. */
export interface CellRegion {
  readonly mass: number;
  /** Its border, as of `contourLoops`: units of the cells of the grid. */
  readonly loops: readonly (readonly number[])[];
}

export interface CellRegions {
  /** Cells of the grid along x and y. */
  readonly width: number;
  readonly height: number;
  /** The largest first. A share that the cell does not hold has none. */
  readonly regions: readonly CellRegion[];
  /** [CORNER_BINS² + 1], 1: the bin is outside of all regions. The last is 0: rows in no bin. null: bins are folded. */
  readonly far: Uint8Array | null;
}

/** Room at either end of a value that stands apart, as a share of its bin: its region is one of its own. */
const GAP = 0.17;

/** How the bins of a column become those that are smoothed, and then cells of the grid. */
interface Sampled {
  /** Bins that are one. */
  readonly folded: number;
  /** Bins that are smoothed. */
  readonly size: number;
  readonly kernel: Kernel;
  /** Cells of each bin: the regions of values that stand apart have straight borders. */
  readonly cells: number;
  /** Cells at either end of a bin that are outside of all regions. */
  readonly gap: number;
}

/**
 * @param axes of the columns
 * @param folded bins along each axis that are one: a picture that changes all the time is drawn from fewer
 * @returns the regions of a pair of columns by its index
 */
export function regionsOf(
  counts: CornerCounts,
  axes: readonly ColumnAxis[],
  folded: 1 | 2 = 1,
): (pair: ColumnPair, index: number) => CellRegions {
  const columns = counts.columns.map((own, column) => sampled(own, axes[column]!, folded));
  return ({ x, y }, index) => {
    const [across, up] = [columns[x]!, columns[y]!];
    const own = foldedCounts(counts.pairs[index]!, across, up);
    const smooth = smoothCounts(own, across.kernel, up.kernel);
    const levels = massLevels(smooth, CORNER_MASSES, counts.total);
    const found = CORNER_MASSES.flatMap((mass, i) => (levels[i] == null ? [] : [{ mass, level: levels[i] }])).reverse();
    const [width, height] = [across.size * across.cells, up.size * up.cells];
    const grid = inCells(smooth, across, up);
    const loops = contourLoops(
      grid,
      width,
      height,
      found.map(({ level }) => level),
    );
    return {
      width,
      height,
      regions: found.map(({ mass }, i) => ({ mass, loops: loops[i]! })),
      far: folded === 1 ? farBins(smooth, across.size, up.size, found[0]?.level ?? Number.POSITIVE_INFINITY) : null,
    };
  };
}

function sampled(counts: ArrayLike<number>, { bins, isDiscrete }: ColumnAxis, wanted: 1 | 2): Sampled {
  if (isDiscrete) {
    const cells = Math.max(1, Math.floor(CORNER_BINS / bins));
    return { folded: 1, size: bins, kernel: noKernel(bins), cells, gap: Math.floor(cells * GAP) };
  }
  const folded = bins % wanted === 0 ? wanted : 1;
  const size = bins / folded;
  return { folded, size, kernel: kernelOf(kernelWidth(counts, folded), size), cells: 1, gap: 0 };
}

function foldedCounts(
  counts: CornerCounts['pairs'][number],
  across: Sampled,
  up: Sampled,
): CornerCounts['pairs'][number] {
  const [width, height] = [across.size, up.size];
  if (width === CORNER_BINS && height === CORNER_BINS) return counts;
  const sums = counts instanceof Int32Array ? new Int32Array(width * height) : new Float64Array(width * height);
  const [right, upper] = [across.folded - 1, up.folded - 1];
  for (let row = 0; row < height * up.folded; row++) {
    const [from, to] = [row * CORNER_BINS, (row >> upper) * width];
    for (let column = 0; column < width * across.folded; column++) {
      sums[to + (column >> right)]! += counts[from + column]!;
    }
  }
  return sums;
}

function inCells(smooth: Float64Array, across: Sampled, up: Sampled): Float64Array {
  if (across.cells === 1 && up.cells === 1) return smooth;
  const [width, height] = [across.size * across.cells, up.size * up.cells];
  const cells = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    if (isGap(row, up)) continue;
    const from = Math.floor(row / up.cells) * across.size;
    for (let column = 0; column < width; column++) {
      if (!isGap(column, across)) cells[row * width + column] = smooth[from + Math.floor(column / across.cells)]!;
    }
  }
  return cells;
}

function isGap(cell: number, { cells, gap }: Sampled): boolean {
  const place = cell % cells;
  return place < gap || place >= cells - gap;
}

/** @param lowest level of all regions */
function farBins(smooth: Float64Array, width: number, height: number, lowest: number): Uint8Array {
  const far = new Uint8Array(CORNER_BINS ** 2 + 1);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      far[row * CORNER_BINS + column] = smooth[row * width + column]! < lowest ? 1 : 0;
    }
  }
  return far;
}
