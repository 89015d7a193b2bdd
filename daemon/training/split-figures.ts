/** Figures of a split: mean negative log-likelihood with its standard error, bits/dim, and the gap to a known density. */
import type { SplitFigures, StartEvent } from '../../protocol/train-events.ts';
import type { Dataset, Rows } from '../data/definition.ts';
import { effectiveSampleSize } from '../statistics/mean-and-error.ts';
import { estimateOver, perDimension } from '../statistics/row-summary.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Returns a function from log q of these rows (data units, nats) to the split's figures. The true log-densities are
 * computed once: they cost as much as the flow's own.
 */
export function splitFigures(
  { summary, density }: Pick<Dataset, 'summary' | 'density'>,
  rows: Pick<Rows, 'values' | 'context' | 'weights'>,
): (logDensity: Float64Array) => SplitFigures {
  const dimension = sizeOf(summary.shape);
  let truth: Float64Array | null = null;
  return (logDensity) => {
    const { mean, se, ...leftOut } = estimateOver(logDensity, rows.weights);
    truth ??= density?.logProb(Float64Array.from(rows.values), rows.context) ?? null;
    const gap =
      truth &&
      estimateOver(
        truth.map((value, i) => value - logDensity[i]!),
        rows.weights,
      );
    return {
      nll: -mean,
      se,
      n: logDensity.length,
      ...(rows.weights === undefined ? {} : { effectiveSampleSize: effectiveSampleSize(rows.weights) }),
      ...leftOut,
      unit: 'nats',
      ...(summary.bits === null ? {} : { bitsPerDim: -mean / (dimension * Math.LN2) }),
      ...(gap === null ? {} : { gap }),
      ...(gap === null || summary.bits === null ? {} : { gapBitsPerDim: perDimension(gap, dimension).mean }),
    };
  };
}

/** The lowest expected NLL of any model; null if the true density is not known. */
export function floorOf({ density, summary }: Pick<Dataset, 'summary' | 'density'>): StartEvent['floor'] {
  if (density === null) return null;
  const { floor: nll } = density;
  const bits = sizeOf(summary.shape) * Math.LN2;
  return { nll, unit: 'nats', ...(summary.bits === null ? {} : { bitsPerDim: nll / bits }) };
}
