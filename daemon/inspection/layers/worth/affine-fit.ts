/** The affine map that is closest to what a layer does. */
import { logAbsDeterminant } from '../../numerics/matrices.ts';
import type { CovarianceKind } from '../last-term.ts';

export interface AffineFit {
  /** What the map makes of the inputs that it was fitted to, row-major [n, D]. */
  readonly values: Float32Array;
  /** ln|det|, nats; −∞ or NaN if the map or the inputs are singular. */
  readonly logDet: number;
}

/**
 * Fits a map of the layer's inputs to its outputs, both row-major [n, D]: `full` by least squares over all columns;
 * `diagonal` column by column, each with the mean and the standard deviation of the output, and the sign of the
 * correlation.
 */
export function fitAffine(
  input: Float32Array,
  output: Float32Array,
  rows: number,
  covariance: CovarianceKind,
): AffineFit {
  return covariance === 'full' ? leastSquares(input, output, rows) : columnByColumn(input, output, rows);
}

function leastSquares(input: Float32Array, output: Float32Array, rows: number): AffineFit {
  const width = input.length / rows;
  const [center, target] = [means(input, rows), means(output, rows)];
  const own = new Float64Array(width * width);
  const across = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let i = 0; i < width; i++) {
      const a = (input[at + i]! - center[i]!) / rows;
      for (let j = 0; j < width; j++) {
        own[i * width + j]! += a * (input[at + j]! - center[j]!);
        across[i * width + j]! += a * (output[at + j]! - target[j]!);
      }
    }
  }
  const map = solved(own, across, width);
  const values = new Float32Array(input.length);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let j = 0; j < width; j++) {
      let value = target[j]!;
      for (let i = 0; i < width; i++) value += (input[at + i]! - center[i]!) * map[i * width + j]!;
      values[at + j] = value;
    }
  }
  return { values, logDet: logAbsDeterminant(map) };
}

function columnByColumn(input: Float32Array, output: Float32Array, rows: number): AffineFit {
  const width = input.length / rows;
  const [center, target] = [means(input, rows), means(output, rows)];
  const [own, other, across] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  for (let i = 0; i < input.length; i++) {
    const column = i % width;
    const [a, b] = [input[i]! - center[column]!, output[i]! - target[column]!];
    own[column]! += (a * a) / rows;
    other[column]! += (b * b) / rows;
    across[column]! += (a * b) / rows;
  }
  const scale = own.map((variance, i) => (across[i]! < 0 ? -1 : 1) * Math.sqrt(other[i]! / variance));
  return {
    values: input.map((value, i) => (value - center[i % width]!) * scale[i % width]! + target[i % width]!),
    logDet: scale.reduce((sum, factor) => sum + Math.log(Math.abs(factor)), 0),
  };
}

function means(values: Float32Array, rows: number): Float64Array {
  const width = values.length / rows;
  const sums = new Float64Array(width);
  for (let i = 0; i < values.length; i++) sums[i % width]! += values[i]! / rows;
  return sums;
}

/** X of A·X = B for row-major matrices of n rows, A symmetric and positive definite, by elimination. */
function solved(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const [left, right] = [a.slice(), b.slice()];
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = left[i * n + k]! / left[k * n + k]!;
      for (let j = 0; j < n; j++) {
        left[i * n + j]! -= factor * left[k * n + j]!;
        right[i * n + j]! -= factor * right[k * n + j]!;
      }
    }
  }
  return right.map((value, at) => value / left[Math.floor(at / n) * (n + 1)]!);
}
