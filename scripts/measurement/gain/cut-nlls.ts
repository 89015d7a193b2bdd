/** The NLL of a flow that ends after a layer, with the best density of a simple kind behind it. */
import { Covariance } from '../../../daemon/inspection/numerics/covariance.ts';
import { normalQuantile } from '../../../daemon/statistics/normal-distribution.ts';
import type { Step } from './layer-chain.ts';

/** Mean NLLs of these rows, nats, by what is fitted to them. */
export interface CutNlls {
  /** A Gaussian with full covariance: the G of the product's gain. */
  readonly gaussian: number;
  /** A Gaussian with diagonal covariance. */
  readonly diagonal: number;
  /** Independent columns, each with any density. */
  readonly independent: number;
  /** Columns with any density, which depend on each other as those of a Gaussian (a Gaussian copula). */
  readonly copula: number;
}

export function cutNlls({ state, logDet }: Step): CutNlls {
  const rows = logDet.length;
  const dimension = state.length / rows;
  const passed = meanOf(logDet);
  const gaussianOf = (values: Float32Array | Float64Array, diagonal: boolean) =>
    gaussianNll(values, dimension, diagonal);
  let entropies = 0;
  const scores = new Float64Array(state.length);
  const quantiles = normalQuantiles(rows);
  for (let d = 0; d < dimension; d++) {
    const column = Float64Array.from({ length: rows }, (_, row) => state[row * dimension + d]!);
    const order = Uint32Array.from(column.keys()).sort((a, b) => column[a]! - column[b]!);
    entropies += spacingEntropy(Float64Array.from(order, (row) => column[row]!));
    for (const [rank, row] of order.entries()) scores[row * dimension + d] = quantiles[rank]!;
  }
  // How much less the dependence of a Gaussian with these scores costs than independent columns: ½ ln det Corr ≤ 0.
  const dependence = gaussianOf(scores, false) - gaussianOf(scores, true);
  return {
    gaussian: gaussianOf(state, false) - passed,
    diagonal: gaussianOf(state, true) - passed,
    independent: entropies - passed,
    copula: entropies + dependence - passed,
  };
}

/** Only the Gaussian with full covariance. */
export function gaussianCut({ state, logDet }: Step): number {
  return gaussianNll(state, state.length / logDet.length, false) - meanOf(logDet);
}

function gaussianNll(values: Float32Array | Float64Array, dimension: number, diagonal: boolean): number {
  const covariance = new Covariance(dimension, diagonal);
  covariance.add(values, values.length / dimension);
  return covariance.gaussianNll();
}

/** Differential entropy of a column, nats, by m-spacings (Ebrahimi, Pflughoeft, Soofi 1994, eq. 2.4), m = √n. */
export function spacingEntropy(sorted: Float64Array): number {
  const n = sorted.length;
  const m = Math.max(1, Math.round(Math.sqrt(n)));
  let total = 0;
  for (let i = 0; i < n; i++) {
    const width = sorted[Math.min(n - 1, i + m)]! - sorted[Math.max(0, i - m)]!;
    // Near the ends a spacing has fewer rows: c = 1 + i/m there, and 2 in the middle.
    const weight = 1 + Math.min(m, i, n - 1 - i) / m;
    total += Math.log((n * Math.max(width, Number.MIN_VALUE)) / (weight * m)) / n;
  }
  return total;
}

/** Normal scores of the ranks 0 … n−1. */
function normalQuantiles(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, rank) => normalQuantile((rank + 0.5) / n));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
