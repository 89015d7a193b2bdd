/** Covariance of a stream of rows in float64, and the NLL of the Gaussian fitted to them. */

export class Covariance {
  readonly dimension: number;
  /** Whether only variances are kept. */
  readonly diagonal: boolean;
  #count = 0;
  /** The first row, subtracted from all rows so that sums do not cancel if the mean is far from 0. */
  #origin: Float64Array | null = null;
  readonly #sums: Float64Array;
  /** Sums of products: of each coordinate with itself, or packed rows of the lower triangle. */
  readonly #products: Float64Array;
  readonly #row: Float64Array;

  constructor(dimension: number, diagonal: boolean) {
    this.dimension = dimension;
    this.diagonal = diagonal;
    this.#sums = new Float64Array(dimension);
    this.#products = new Float64Array(diagonal ? dimension : (dimension * (dimension + 1)) / 2);
    this.#row = new Float64Array(dimension);
  }

  /** The first `count` rows of a row-major array. */
  add(values: ArrayLike<number>, count: number): void {
    if (count === 0) return;
    const d = this.dimension;
    this.#origin ??= Float64Array.from({ length: d }, (_, i) => values[i]!);
    const [origin, row, sums, products] = [this.#origin, this.#row, this.#sums, this.#products];
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < d; i++) {
        const value = values[r * d + i]! - origin[i]!;
        row[i] = value;
        sums[i]! += value;
      }
      if (this.diagonal) {
        for (let i = 0; i < d; i++) products[i]! += row[i]! * row[i]!;
        continue;
      }
      for (let i = 0, at = 0; i < d; i++) {
        const value = row[i]!;
        for (let j = 0; j <= i; j++, at++) products[at]! += value * row[j]!;
      }
    }
    this.#count += count;
  }

  /**
   * ½ ln det(2πe·Cov), divisor n: the mean NLL, nats, of these same rows under the Gaussian fitted to them by maximum
   * likelihood. NaN if the rows lie in a subspace, for example because a column is constant: no Gaussian fits them.
   */
  gaussianNll(): number {
    const d = this.dimension;
    const logDet = this.diagonal ? this.#sumOfLogVariances() : logDetOfPacked(this.#centered(), d);
    return Number.isFinite(logDet) ? 0.5 * (d * Math.log(2 * Math.PI * Math.E) + logDet) : Number.NaN;
  }

  #sumOfLogVariances(): number {
    let total = 0;
    for (let i = 0; i < this.dimension; i++) {
      total += Math.log(this.#products[i]! / this.#count - (this.#sums[i]! / this.#count) ** 2);
    }
    return total;
  }

  #centered(): Float64Array {
    const n = this.#count;
    const result = new Float64Array(this.#products.length);
    for (let i = 0, at = 0; i < this.dimension; i++) {
      for (let j = 0; j <= i; j++, at++) {
        result[at] = this.#products[at]! / n - (this.#sums[i]! / n) * (this.#sums[j]! / n);
      }
    }
    return result;
  }
}

/**
 * ln det of a symmetric positive definite matrix by Cholesky; −∞ if a pivot vanishes. Overwrites the packed triangle.
 */
function logDetOfPacked(a: Float64Array, d: number): number {
  let logDet = 0;
  for (let i = 0; i < d; i++) {
    const row = (i * (i + 1)) / 2;
    for (let j = 0; j <= i; j++) {
      const other = (j * (j + 1)) / 2;
      let value = a[row + j]!;
      for (let k = 0; k < j; k++) value -= a[row + k]! * a[other + k]!;
      if (j < i) {
        a[row + j] = value / a[other + j]!;
        continue;
      }
      if (value <= 0) return -Infinity;
      logDet += Math.log(value);
      a[row + i] = Math.sqrt(value);
    }
  }
  return logDet;
}
