/** CSS pixels from a point within which a click means it. */
const REACH = 12;

/**
 * The point that is drawn nearest to a place; null: none is near.
 * @param points [n, 2] @param x, y where a point is drawn, CSS pixels
 */
export function nearestPoint(
  points: ArrayLike<number>,
  [atX, atY]: readonly [number, number],
  x: (value: number) => number,
  y: (value: number) => number,
): number | null {
  let [nearest, least]: [number | null, number] = [null, REACH];
  for (let i = 0; i < points.length / 2; i++) {
    const distance = Math.hypot(x(points[2 * i]!) - atX, y(points[2 * i + 1]!) - atY);
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest;
}
