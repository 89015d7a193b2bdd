import { REGION_MASSES } from '../../../protocol/figures/density.ts';
import type { DensityGrid } from './density-grid.ts';

export interface DensityRegion {
  /** Share of the mass. */
  readonly mass: number;
  /** The points with log q ≥ this are the smallest region that holds it; null: the grid holds less. */
  readonly level: number | null;
  /** The same of log p; null also if p is not known. */
  readonly trueLevel: number | null;
}

/** Levels of the highest-density regions, which a grid around the mass gives. */
export function densityRegions(grid: DensityGrid): readonly DensityRegion[] {
  const { extent, width, height, logProb, trueLogProb } = grid;
  const area = ((extent[1] - extent[0]) / width) * ((extent[3] - extent[2]) / height);
  const levels = regionLevels(logProb, area);
  const trueLevels = trueLogProb && regionLevels(trueLogProb, area);
  return REGION_MASSES.map((mass, i) => ({ mass, level: levels[i]!, trueLevel: trueLevels?.[i] ?? null }));
}

/**
 * The level of each of the shares: cells are added from the highest density down until they hold it.
 * @param area of a cell
 */
export function regionLevels(logProb: Float64Array, area: number): readonly (number | null)[] {
  const sorted = logProb.filter(Number.isFinite).sort().reverse();
  const total = sorted.reduce((sum, value) => sum + Math.exp(value) * area, 0);
  // By the midpoint rule, a narrow density may have a little more than all of the mass.
  const shares = REGION_MASSES.map((mass) => mass * Math.max(1, total));
  const levels: (number | null)[] = shares.map(() => null);
  let [held, next] = [0, 0];
  for (const value of sorted) {
    held += Math.exp(value) * area;
    while (next < shares.length && held >= shares[next]!) levels[next++] = value;
    if (next === shares.length) break;
  }
  return levels;
}
