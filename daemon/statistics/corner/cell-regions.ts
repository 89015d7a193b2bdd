import { contourLoops } from './contour-loops.ts';
import { CORNER_BINS, type ColumnPair, type CornerCounts } from './corner-counts.ts';
import { CORNER_MASSES, kernelWidth, massLevels, smoothCounts } from './mass-regions.ts';

/** The smallest region of a cell that holds a share of the rows. */
export interface CellRegion {
  readonly mass: number;
  /** Its border, as of `contourLoops`: units of bins. */
  readonly loops: readonly Float64Array[];
}

export interface CellRegions {
  /** The largest first. A share that the cell does not hold has none. */
  readonly regions: readonly CellRegion[];
  /** [CORNER_BINS²], 1: the bin is outside of all regions. */
  readonly far: Uint8Array;
}

/** @param index of the pair */
export function cellRegions(counts: CornerCounts, { x, y }: ColumnPair, index: number): CellRegions {
  const [across, up] = [kernelWidth(counts.columns[x]!), kernelWidth(counts.columns[y]!)];
  const smooth = smoothCounts(counts.pairs[index]!, across, up);
  const levels = massLevels(smooth, CORNER_MASSES, counts.total);
  const regions = levels.flatMap((level, i) =>
    level === null ? [] : [{ mass: CORNER_MASSES[i]!, loops: contourLoops(smooth, CORNER_BINS, CORNER_BINS, level) }],
  );
  const lowest = levels.findLast((level) => level !== null) ?? Number.POSITIVE_INFINITY;
  return { regions: regions.reverse(), far: Uint8Array.from(smooth, (value) => (value < lowest ? 1 : 0)) };
}
