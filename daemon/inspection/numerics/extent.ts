/** The rectangle of the plane in which densities and grids are drawn. */

import { weightedOrderStatistics } from '../../statistics/weighted-quantiles.ts';

/** x low, x high, y low, y high; data units. */
export type GridExtent = readonly [number, number, number, number];

/** What is left out at each end. */
const TAIL = 0.0005;
/** On each side, as a share of the length. */
const MARGIN = 0.15;

/**
 * The middle 99.9 % of each column, widened by 15 % of its length at both ends.
 * @param weights of the rows, not all 0: the middle 99.9 % of the weight; absent: all are equal
 */
export function extentOf(values: ArrayLike<number>, count: number, weights?: Float64Array): GridExtent {
  const side = (column: number): readonly [number, number] => {
    const own = Float64Array.from({ length: count }, (_, row) => values[2 * row + column]!);
    const [low, high] = weights === undefined ? middleOf(own) : weightedMiddle(own, weights);
    const margin = high > low ? MARGIN * (high - low) : 1;
    return [low - margin, high + margin];
  };
  return [...side(0), ...side(1)] as const;
}

function middleOf(values: Float64Array): readonly [number, number] {
  const last = values.sort().length - 1;
  return [values[Math.floor(TAIL * last)]!, values[Math.ceil((1 - TAIL) * last)]!];
}

function weightedMiddle(values: Float64Array, weights: Float64Array): readonly [number, number] {
  const [low, high] = weightedOrderStatistics(values, weights, [TAIL, 1 - TAIL]);
  return [low!, high!];
}
