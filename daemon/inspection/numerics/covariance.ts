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
   * @param diagonal whether the Gaussian has a diagonal covariance
   */
  gaussianNll(diagonal: boolean = this.diagonal): number {
    const d = this.dimension;
    const logDet = diagonal ? this.#sumOfLogVariances() : logDetOfPacked(this.#centered(), d);
    return Number.isFinite(logDet) ? 0.5 * (d * Math.log(2 * Math.PI * Math.E) + logDet) : Number.NaN;
  }

  /** Coordinates that are constant or linear functions of those before them; only the constant ones if `diagonal`. */
  dependents(): readonly Dependent[] {
    if (this.#count === 0) return [];
    if (!this.diagonal) return dependentsOfPacked(this.#centered(), this.dimension);
    return Array.from({ length: this.dimension }, (_, coordinate) => ({ coordinate, on: [] })).filter(
      ({ coordinate }) => !(this.#variance(coordinate) > 0),
    );
  }

  #sumOfLogVariances(): number {
    let total = 0;
    for (let i = 0; i < this.dimension; i++) total += Math.log(this.#variance(i));
    return total;
  }

  #variance(i: number): number {
    const product = this.#products[this.diagonal ? i : (i * (i + 3)) / 2]!;
    return product / this.#count - (this.#sums[i]! / this.#count) ** 2;
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

/** A coordinate that others determine. */
export interface Dependent {
  readonly coordinate: number;
  /** The coordinates before it that it is a linear function of; none: it is constant. */
  readonly on: readonly number[];
}

/**
 * Of a coordinate's variance: what those before it must leave unexplained. The rounding of float32 leaves a few 1e-15.
 * A row that is 1e8 away from the others leaves 1e-14 or more: with it, columns look dependent that are not.
 */
const UNEXPLAINED = 1e-14;
/** Share of a coordinate's standard deviation that another one must contribute to be named. */
const CONTRIBUTES = 1e-3;

/** ln det of a symmetric positive definite matrix by Cholesky; −∞ if it is singular. Overwrites the packed triangle. */
function logDetOfPacked(a: Float64Array, d: number): number {
  let logDet = 0;
  for (let i = 0; i < d; i++) {
    const pivot = eliminate(a, i, null);
    if (pivot === null) return -Infinity;
    logDet += Math.log(pivot);
  }
  return logDet;
}

/**
 * Replaces row i of the packed triangle by that of the Cholesky factor.
 * @param dropped rows that do not count, as their coordinates depend on others
 * @returns the pivot; null if it vanishes
 */
function eliminate(a: Float64Array, i: number, dropped: ReadonlySet<number> | null): number | null {
  const row = (i * (i + 1)) / 2;
  const variance = a[row + i]!;
  for (let j = 0; j <= i; j++) {
    if (dropped?.has(j)) {
      a[row + j] = 0;
      continue;
    }
    const other = (j * (j + 1)) / 2;
    let value = a[row + j]!;
    for (let k = 0; k < j; k++) value -= a[row + k]! * a[other + k]!;
    if (j < i) {
      a[row + j] = value / a[other + j]!;
      continue;
    }
    if (!(value > UNEXPLAINED * variance)) return null;
    a[row + i] = Math.sqrt(value);
    return value;
  }
  return null;
}

/** Overwrites the packed covariance. */
function dependentsOfPacked(a: Float64Array, d: number): readonly Dependent[] {
  const deviations = Float64Array.from({ length: d }, (_, i) => Math.sqrt(Math.max(0, a[(i * (i + 3)) / 2]!)));
  const dropped = new Set<number>();
  const found: Dependent[] = [];
  for (let i = 0; i < d; i++) {
    if (eliminate(a, i, dropped) !== null) continue;
    dropped.add(i);
    found.push({ coordinate: i, on: deviations[i] === 0 ? [] : contributors(a, i, dropped, deviations) });
  }
  return found;
}

/** Coefficients b of the regression on the rows before, Lᵀb = row i of L by back substitution, that are not negligible. */
function contributors(a: Float64Array, i: number, dropped: ReadonlySet<number>, deviations: Float64Array): number[] {
  const b = Float64Array.from(a.subarray((i * (i + 1)) / 2, (i * (i + 1)) / 2 + i));
  for (let j = i - 1; j >= 0; j--) {
    if (dropped.has(j)) continue;
    const row = (j * (j + 1)) / 2;
    b[j] = b[j]! / a[row + j]!;
    for (let k = 0; k < j; k++) b[k]! -= b[j]! * a[row + k]!;
  }
  return [...b.keys()].filter(
    (j) => !dropped.has(j) && Math.abs(b[j]!) * deviations[j]! > CONTRIBUTES * deviations[i]!,
  );
}
