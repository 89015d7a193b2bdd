/** Points as float32 around a point near them, so that large values with small differences keep these. */

/** The mean of the finite values of each column; 0 without one. @param values row-major [n, width] */
export function originOf(values: ArrayLike<number>, width: number): Float64Array {
  const origin = new Float64Array(width);
  for (let column = 0; column < width; column++) {
    let count = 0;
    for (let i = column; i < values.length; i += width) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      count++;
      origin[column]! += (value - origin[column]!) / count;
    }
  }
  return origin;
}

/** @param values row-major [n, D] @param origin [D] */
export function lessOrigin(values: ArrayLike<number>, origin: Float64Array): Float32Array {
  const width = origin.length;
  return Float32Array.from({ length: values.length }, (_, i) => values[i]! - origin[i % width]!);
}
