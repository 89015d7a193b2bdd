/** Searches for the nearest rows, in parts that are fast. */

/** Coordinates between two looks at whether a distance is already too large. */
const STRETCH = 16;

/** Squared distance of row `i` of `a` to row `j` of `b`: exact up to `limit`, above it any larger number. */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  width: number,
  limit: number,
): number {
  const [first, second] = [i * width, j * width];
  let sum = 0;
  for (let d = 0; d < width && sum <= limit; ) {
    for (const end = Math.min(width, d + STRETCH); d < end; d++) {
      const difference = a[first + d]! - b[second + d]!;
      sum += difference * difference;
    }
  }
  return sum;
}

/** Puts the value where it belongs among `count` ascending ones, and drops the largest. NaN is dropped. */
export function keepSmallest(values: Float64Array, start: number, count: number, value: number): void {
  let at = start + count - 1;
  if (!(value < values[at]!)) return;
  for (; at > start && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
  values[at] = value;
}
