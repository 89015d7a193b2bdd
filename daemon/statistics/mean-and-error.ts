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
  const unit = unitOf(weights);
  let [total, sum, rows] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0) continue;
    rows++;
    total += weights[i]! / unit;
    sum += (weights[i]! / unit) * values[i]!;
  }
  const mean = sum / total;
  let square = 0;
  for (let i = 0; i < values.length; i++) square += ((weights[i]! / unit) * (values[i]! - mean)) ** 2;
  return { mean, se: rows < 2 ? Number.NaN : (Math.sqrt(square) / total) * Math.sqrt(rows / (rows - 1)) };
}

/** (Σw)²/Σw²: the number of rows with equal weights whose mean would be as exact (Kish 1965). 0 without weight. */
export function effectiveSampleSize(...parts: readonly ArrayLike<number>[]): number {
  const unit = unitOf(...parts);
  let [sum, squares] = [0, 0];
  for (const weights of parts) {
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]! / unit;
      sum += weight;
      squares += weight ** 2;
    }
  }
  return squares === 0 ? 0 : sum ** 2 / squares;
}

/** The effective sample size as a number of rows: rounded, at least 1. */
export function effectiveRowCount(weights: ArrayLike<number>): number {
  return Math.max(1, Math.round(effectiveSampleSize(weights)));
}

/**
 * The power of two that is next below the largest weight; 1 without weight. Weights are divided by it, which is exact: the square of
 * a weight of 1e300 is infinite, and that of 1e-300 is 0.
 */
function unitOf(...parts: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const weights of parts) for (let i = 0; i < weights.length; i++) most = Math.max(most, weights[i]!);
  return most > 0 ? 2 ** Math.floor(Math.log2(most)) : 1;
}
