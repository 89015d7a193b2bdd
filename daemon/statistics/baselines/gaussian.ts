/** Gaussians with a full covariance, in float64. */
import type { Points } from './points.ts';

export interface Gaussian {
  readonly mean: Float64Array;
  /** L with covariance L·Lᵀ, row-major [D, D], lower triangle. */
  readonly factor: Float64Array;
  /** ln det of the covariance. */
  readonly logDet: number;
}

/**
 * The Gaussian of greatest likelihood: mean and covariance of the rows (divisor n, or the sum of the weights). null if
 * the covariance is singular up to rounding, as of rows in a subspace: no density fits them.
 * @param ridge added to each variance
 */
export function fitGaussian({ count, width, values, weights }: Points, ridge = 0): Gaussian | null {
  const mean = new Float64Array(width);
  let total = 0;
  for (let row = 0; row < count; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    total += weight;
    for (let d = 0; d < width; d++) mean[d]! += weight * values[row * width + d]!;
  }
  for (let d = 0; d < width; d++) mean[d]! /= total;
  const covariance = new Float64Array(width * width);
  const centered = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    if (weight === 0) continue;
    for (let d = 0; d < width; d++) centered[d] = values[row * width + d]! - mean[d]!;
    for (let i = 0; i < width; i++) {
      const scaled = weight * centered[i]!;
      for (let j = 0; j <= i; j++) covariance[i * width + j]! += scaled * centered[j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) covariance[i * width + j]! /= total;
    covariance[i * width + i]! += ridge;
  }
  const factor = choleskyFactor(covariance, width);
  return factor && { mean, factor, logDet: logDetOf(factor, width) };
}

/** ln N(x; μ, Σ) of each row, nats. */
export function gaussianLogDensity(gaussian: Gaussian, { count, width, values }: Points): Float64Array {
  const scratch = new Float64Array(width);
  return Float64Array.from({ length: count }, (_, row) => logDensityAt(gaussian, values, row * width, scratch));
}

const LOG_TAU = Math.log(2 * Math.PI);

/** Of the row that begins at `at`. @param scratch of the width of a row */
export function logDensityAt(
  { mean, factor, logDet }: Gaussian,
  values: Float64Array,
  at: number,
  scratch: Float64Array,
): number {
  const width = scratch.length;
  let distance = 0;
  for (let i = 0; i < width; i++) {
    let value = values[at + i]! - mean[i]!;
    for (let j = 0; j < i; j++) value -= factor[i * width + j]! * scratch[j]!;
    value /= factor[i * width + i]!;
    scratch[i] = value;
    distance += value * value;
  }
  return -0.5 * (width * LOG_TAU + logDet + distance);
}

/** Each row x as L⁻¹(x − μ), which has covariance I. */
export function whitened({ mean, factor }: Gaussian, points: Points): Points {
  const { width, values } = points;
  const out = new Float64Array(values.length);
  for (let at = 0; at < out.length; at += width) {
    for (let i = 0; i < width; i++) {
      let value = values[at + i]! - mean[i]!;
      for (let j = 0; j < i; j++) value -= factor[i * width + j]! * out[at + j]!;
      out[at + i] = value / factor[i * width + i]!;
    }
  }
  return { ...points, values: out };
}

/** What remains of a variance after rounding where it is a linear function of others, relative to the variance. */
const SINGULAR = 1e-10;

/** L with L·Lᵀ = A for the lower triangle of a symmetric matrix; null if A is not positive definite. */
export function choleskyFactor(matrix: Float64Array, width: number): Float64Array | null {
  const factor = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * width + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * width + k]! * factor[j * width + k]!;
      if (i !== j) factor[i * width + j] = sum / factor[j * width + j]!;
      else if (sum > SINGULAR * matrix[i * width + i]!) factor[i * width + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return factor;
}

function logDetOf(factor: Float64Array, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += 2 * Math.log(factor[i * width + i]!);
  return sum;
}
