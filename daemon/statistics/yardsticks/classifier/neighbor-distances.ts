import { keepSmallest, squaredDistance } from '../neighbors/nearest.ts';
import { type AlternatingRows, countOf } from './network.ts';

/** The neighbors whose distances are taken, by rank. */
const RANKS = [1, 3, 8];
const MOST = RANKS.at(-1)!;
/** Added to squares, whose logarithm is taken: rows may be equal. */
const SMALL = 1e-12;

/**
 * ln of the squared distance of each row to its nearest, third and eighth nearest sample, and to those rows of the data:
 * their differences estimate the ratio of both densities at the row, in any shape.
 * @param among at least eight of both kinds; none of `rows` is one of them
 */
export function neighborDistances(among: AlternatingRows, rows: AlternatingRows): AlternatingRows {
  const { width } = rows;
  const out = new Float64Array(countOf(rows) * 2 * RANKS.length);
  const nearest = [new Float64Array(MOST), new Float64Array(MOST)] as const;
  const count = countOf(among);
  for (let row = 0; row < countOf(rows); row++) {
    for (const distances of nearest) distances.fill(Infinity);
    for (let other = 0; other < count; other++) {
      const distances = nearest[other % 2 === 0 ? 0 : 1];
      const square = squaredDistance(rows.values, row, among.values, other, width, distances[MOST - 1]!);
      keepSmallest(distances, 0, MOST, square);
    }
    for (const [kind, distances] of nearest.entries()) {
      for (const [i, rank] of RANKS.entries()) {
        out[(2 * row + kind) * RANKS.length + i] = Math.log(distances[rank - 1]! + SMALL);
      }
    }
  }
  return { values: out, width: 2 * RANKS.length };
}
