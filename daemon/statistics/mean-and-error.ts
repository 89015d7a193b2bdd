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

/**
 * Σwx/Σw and its standard error √(Σw²(x − mean)²)/Σw·√(n/(n − 1)), that of a ratio of sums (Owen, Monte Carlo theory, methods and
 * examples, 2013, equation 9.8). With equal weights, both are those of `meanAndError`. NaN without weight.
 */
export function weightedMeanAndError(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): { readonly mean: number; readonly se: number } {
  let [total, sum, rows] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0) continue;
    rows++;
    total += weights[i]!;
    sum += weights[i]! * values[i]!;
  }
  const mean = sum / total;
  let square = 0;
  for (let i = 0; i < values.length; i++) square += (weights[i]! * (values[i]! - mean)) ** 2;
  return { mean, se: rows < 2 ? Number.NaN : (Math.sqrt(square) / total) * Math.sqrt(rows / (rows - 1)) };
}

/** (Σw)²/Σw²: the number of rows with equal weights whose mean would be as exact (Kish 1965). 0 without weight. */
export function effectiveSampleSize(...parts: readonly ArrayLike<number>[]): number {
  let [sum, squares] = [0, 0];
  for (const weights of parts) {
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i]!;
      squares += weights[i]! ** 2;
    }
  }
  return squares === 0 ? 0 : sum ** 2 / squares;
}

/** The number of rows of equal weight that rows with these count like: their effective sample size, rounded, at least 1. */
export function countLike(weights: ArrayLike<number>): number {
  return Math.max(1, Math.round(effectiveSampleSize(weights)));
}
