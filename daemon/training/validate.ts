/** Figures of a split: mean negative log-likelihood with its standard error, bits/dim, and the gap to a known density. */
import type { SplitFigures } from '../../protocol/train-events.ts';
import type { Dataset, Rows } from '../data/definition.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** Mean and standard error of the mean. */
export function meanAndError(values: ArrayLike<number>): { mean: number; se: number } {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, se: n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0 };
}

/** @param logDensity log q of the split's first rows, data units, nats */
export function splitFigures(dataset: Dataset, rows: Rows, logDensity: Float64Array): SplitFigures {
  const { mean, se } = meanAndError(logDensity);
  const figures: SplitFigures = { nll: -mean, se, n: logDensity.length, unit: 'nats' };
  const dimension = sizeOf(dataset.summary.shape);
  return {
    ...figures,
    ...(dataset.summary.bits === null ? {} : { bitsPerDim: -mean / (dimension * Math.LN2) }),
    ...(dataset.density === null ? {} : { gap: gapOf(dataset, rows, logDensity) }),
  };
}

/** mean(log p − log q) and its standard error over the same points. */
function gapOf(dataset: Dataset, rows: Rows, logDensity: Float64Array): { mean: number; se: number } {
  const dimension = sizeOf(dataset.summary.shape);
  const points = Float64Array.from(rows.values.subarray(0, logDensity.length * dimension));
  const truth = dataset.density!.logProb(points);
  return meanAndError(truth.map((value, i) => value - logDensity[i]!));
}
