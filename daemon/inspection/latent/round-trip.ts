/** How much rows have changed after they were encoded and decoded. */
import type { Turn } from '../../data/turns.ts';
import { shorterWay } from '../../statistics/circle.ts';

export interface RoundTripError {
  /** Root of the mean squared error over rows and coordinates, in standard deviations of the data. */
  readonly rms: number;
  /** The largest error of a coordinate, in the same unit. */
  readonly max: number;
}

/**
 * @param rows [n, D] data units @param decoded the same rows @param scale 1/std of each coordinate, [D]
 * @param turns of angles, whose ends are the same place; empty: there are none
 */
export function roundTripError(
  rows: ArrayLike<number>,
  decoded: ArrayLike<number>,
  scale: ArrayLike<number>,
  turns: readonly (Turn | null)[] = [],
): RoundTripError {
  let [total, max] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const turn = turns[i % scale.length] ?? null;
    const way = turn === null ? decoded[i]! - rows[i]! : shorterWay(rows[i]!, decoded[i]!, turn.period);
    const error = Math.abs(way) * scale[i % scale.length]!;
    total += error ** 2;
    max = Math.max(max, error);
  }
  return { rms: Math.sqrt(total / rows.length), max };
}
