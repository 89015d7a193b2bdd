/** Affine maps that take the place of a layer: the one closest to what it does, or only its means and deviations. */
import { logAbsDeterminant } from '../../../daemon/inspection/numerics/matrices.ts';
import type { Step } from './layer-chain.ts';

export interface Moments {
  /** Per column. */
  readonly mean: Float64Array;
  /** Divisor n. */
  readonly deviation: Float64Array;
}

export function momentsOf({ state, logDet }: Step): Moments {
  const rows = logDet.length;
  const dimension = state.length / rows;
  const mean = new Float64Array(dimension);
  const square = new Float64Array(dimension);
  for (let i = 0; i < state.length; i++) mean[i % dimension]! += state[i]! / rows;
  for (let i = 0; i < state.length; i++) square[i % dimension]! += (state[i]! - mean[i % dimension]!) ** 2 / rows;
  return { mean, deviation: square.map(Math.sqrt) };
}

/** Shifts and scales each column to these means and deviations. */
export function matched(from: Step, to: Moments): Step {
  const own = momentsOf(from);
  const dimension = own.mean.length;
  const scale = to.deviation.map((deviation, d) => deviation / own.deviation[d]!);
  const added = scale.reduce((sum, factor) => sum + Math.log(factor), 0);
  return {
    state: from.state.map((value, i) => {
      const d = i % dimension;
      return (value - own.mean[d]!) * scale[d]! + to.mean[d]!;
    }),
    logDet: from.logDet.map((sum) => sum + added),
  };
}

export interface AffineReplacement {
  /** What the affine map makes of the layer's input. */
  readonly step: Step;
  /** Share of the output's variance that the affine map does not explain, mean over the columns, 0 … 1. */
  readonly unexplained: number;
}

/** The affine map of the rows `from` closest to the layer's outputs `to`, by least squares. */
export function bestAffine(from: Step, to: Step): AffineReplacement {
  const rows = from.logDet.length;
  const dimension = from.state.length / rows;
  const [input, output] = [momentsOf(from), momentsOf(to)];
  const own = new Float64Array(dimension * dimension);
  const across = new Float64Array(dimension * dimension);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < dimension; i++) {
      const a = (from.state[row * dimension + i]! - input.mean[i]!) / rows;
      for (let j = 0; j < dimension; j++) {
        own[i * dimension + j]! += a * (from.state[row * dimension + j]! - input.mean[j]!);
        across[i * dimension + j]! += a * (to.state[row * dimension + j]! - output.mean[j]!);
      }
    }
  }
  const map = solved(own, across);
  const added = logAbsDeterminant(map);
  const state = new Float32Array(from.state.length);
  const rest = new Float64Array(dimension);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < dimension; j++) {
      let value = output.mean[j]!;
      for (let i = 0; i < dimension; i++) {
        value += (from.state[row * dimension + i]! - input.mean[i]!) * map[i * dimension + j]!;
      }
      state[row * dimension + j] = value;
      rest[j]! += (to.state[row * dimension + j]! - value) ** 2 / rows;
    }
  }
  const unexplained = rest.reduce((sum, each, j) => sum + each / output.deviation[j]! ** 2 / dimension, 0);
  return { step: { state, logDet: from.logDet.map((sum) => sum + added) }, unexplained };
}

/** X of A·X = B for square row-major matrices, A symmetric and positive definite, by elimination. */
function solved(a: Float64Array, b: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(a.length));
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
  return right.map((value, at) => value / left[Math.floor(at / n) * n + Math.floor(at / n)]!);
}
