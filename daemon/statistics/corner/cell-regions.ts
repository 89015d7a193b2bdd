import { contourLoops } from './contour-loops.ts';
import { CORNER_BINS, type ColumnPair, type CornerCounts } from './corner-counts.ts';
import { CORNER_MASSES, kernelOf, kernelWidth, massLevels, smoothCounts } from './mass-regions.ts';

/** The smallest region of a cell that holds a share of the rows. */
export interface CellRegion {
  readonly mass: number;
  /** Its border, as of `contourLoops`: units of bins. */
  readonly loops: readonly (readonly number[])[];
}

export interface CellRegions {
  /** Bins along each axis. */
  readonly size: number;
  /** The largest first. A share that the cell does not hold has none. */
  readonly regions: readonly CellRegion[];
  /** [size² + 1], 1: the bin is outside of all regions. The last is 0: rows in no bin. */
  readonly far: Uint8Array;
}

/**
 * @param folded bins along each axis that are one: a picture that changes all the time is drawn from fewer
 * @returns the regions of a pair of columns by its index
 */
export function regionsOf(counts: CornerCounts, folded: 1 | 2 = 1): (pair: ColumnPair, index: number) => CellRegions {
  const size = CORNER_BINS / folded;
  const kernels = counts.columns.map((own) => kernelOf(kernelWidth(own, size), size));
  return ({ x, y }, index) => {
    const own = foldedCounts(counts.pairs[index]!, folded);
    return cellRegions(smoothCounts(own, kernels[x]!, kernels[y]!), size, counts.total);
  };
}

function foldedCounts(counts: Int32Array, folded: 1 | 2): Int32Array {
  if (folded === 1) return counts;
  const size = CORNER_BINS / folded;
  const sums = new Int32Array(size * size);
  for (let row = 0; row < CORNER_BINS; row++) {
    const [from, to] = [row * CORNER_BINS, (row >> 1) * size];
    for (let column = 0; column < CORNER_BINS; column++) sums[to + (column >> 1)]! += counts[from + column]!;
  }
  return sums;
}

function cellRegions(smooth: Float64Array, size: number, total: number): CellRegions {
  const levels = massLevels(smooth, CORNER_MASSES, total);
  const found = CORNER_MASSES.flatMap((mass, i) => (levels[i] == null ? [] : [{ mass, level: levels[i] }])).reverse();
  const loops = contourLoops(
    smooth,
    size,
    size,
    found.map(({ level }) => level),
  );
  const lowest = found[0]?.level ?? Number.POSITIVE_INFINITY;
  const far = new Uint8Array(smooth.length + 1);
  for (let i = 0; i < smooth.length; i++) far[i] = smooth[i]! < lowest ? 1 : 0;
  return { size, regions: found.map(({ mass }, i) => ({ mass, loops: loops[i]! })), far };
}
