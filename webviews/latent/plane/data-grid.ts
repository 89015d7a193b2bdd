import type { GridPlaces } from '../../charts/paths/plane-grid.ts';
import type { Extent } from '../../charts/plane/plane-navigation.ts';

/** The plane before any layer in data units: a straight grid, and the held-out rows. @param rows [n, 2] */
export function dataGrid([left, right, bottom, top]: Extent, lines: number, rows: ArrayLike<number>): GridPlaces {
  const at = (low: number, high: number, i: number) => low + (i / (lines - 1)) * (high - low);
  const all = Array.from({ length: lines }, (_, i) => i);
  const positions = [
    ...all.flatMap((i) => [at(left, right, i), bottom, at(left, right, i), top]),
    ...all.flatMap((i) => [left, at(bottom, top, i), right, at(bottom, top, i)]),
  ];
  return { lines, points: 2, positions, rows, stages: 1 };
}
