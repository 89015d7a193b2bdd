/** Mean and its standard error (n − 1 in the variance); the error is NaN for fewer than two values. */
export function meanAndError(values: ArrayLike<number>): { readonly mean: number; readonly se: number } {
  const n = values.length;
  if (n === 0) return { mean: Number.NaN, se: Number.NaN };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let square = 0;
  for (let i = 0; i < n; i++) square += (values[i]! - mean) ** 2;
  return { mean, se: n < 2 ? Number.NaN : Math.sqrt(square / (n - 1) / n) };
}
