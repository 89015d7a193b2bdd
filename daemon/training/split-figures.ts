/** Figures of a split: mean negative log-likelihood with its standard error, bits/dim, and the gap to a known density. */
import type { SplitFigures } from '../../protocol/train-events.ts';
import type { Dataset } from '../data/definition.ts';
import { meanAndError } from '../statistics/mean-and-error.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Answers the figures of log q of the split's first rows (data units, nats). The true log-densities of those rows are
 * computed once: they cost as much as the flow's own.
 */
export function splitFigures(
  { summary, density, ...dataset }: Dataset,
  split: 'validation' | 'test',
): (logDensity: Float64Array) => SplitFigures {
  const dimension = sizeOf(summary.shape);
  let truth: Float64Array | null = null;
  const truthOf = (n: number): Float64Array | null => {
    if (density === null) return null;
    if (truth?.length !== n)
      truth = density.logProb(Float64Array.from(dataset[split].values.subarray(0, n * dimension)));
    return truth;
  };
  return (logDensity) => {
    const { mean, se } = meanAndError(logDensity);
    const known = truthOf(logDensity.length);
    return {
      nll: -mean,
      se,
      n: logDensity.length,
      unit: 'nats',
      ...(summary.bits === null ? {} : { bitsPerDim: -mean / (dimension * Math.LN2) }),
      ...(known === null ? {} : { gap: meanAndError(known.map((value, i) => value - logDensity[i]!)) }),
    };
  };
}
