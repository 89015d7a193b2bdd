/** Held-out figures of a flow: log-likelihood, bits/dim, the gap to a known density, and the least likely rows. */
import type { NotFiniteValue } from '../../../protocol/not-finite.ts';
import type { Rows } from '../../data/definition.ts';
import { notFiniteName } from '../../encoding/not-finite-name.ts';
import { isLowerBound } from '../../flow/lower-bound.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type Estimate, estimateOver, finiteRows, perDimension } from '../../statistics/row-summary.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { quantile, sorted } from '../numerics/spread.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';
import type { LogDensityOptions } from './log-density.ts';
import { logDensityOf } from './log-density.ts';

/**
 * Densities in data units, with summaries over the rows for which they are finite. Apart from the run, the checkpoint
 * and the name of the rows, this is the JSON of `evaluate`.
 */
export interface Evaluation {
  /** Number of all rows. */
  readonly n: number;
  readonly unit: 'nats';
  readonly logLikelihood: Estimate & { readonly median: number; readonly unit: 'nats' };
  /** Present if log q is a lower bound, in the mean over the noise that a layer has learned. */
  readonly lowerBound?: true;
  /** −log q/(D ln 2), including all preprocessing; image sources only. */
  readonly bitsPerDim: Estimate | null;
  /** The lowest possible mean NLL: the entropy of the true density. */
  readonly floor: { readonly nll: number; readonly bitsPerDim?: number } | null;
  /** mean(log p − log q) over the same rows if the true density p is known: an estimate of KL(p‖q) on draws from p. */
  readonly gap: Estimate | null;
  /** The same in bits/dim; image sources with a known density only. */
  readonly gapBitsPerDim?: Estimate;
  /** Ascending; rows without a finite density first. */
  readonly leastLikely: readonly UnlikelyRow[];
}

interface UnlikelyRow {
  readonly row: number;
  readonly logLikelihood: number;
  /** Only if `logLikelihood` is not finite. */
  readonly notFinite?: NotFiniteValue;
}

const LEAST_LIKELY = 20;

/** @param rows in data units: a split of `data.dataset`, or rows of a file by `loadRows` */
export async function evaluateRows(
  runtime: Runtime,
  open: Pick<OpenFlow, 'plan' | 'flow' | 'parameters'>,
  data: OpenFacts,
  rows: Rows,
  options: LogDensityOptions,
): Promise<Evaluation> {
  const logDensity = await logDensityOf(runtime, open, data, data.transform.prepare(rows), options);
  const { dataset } = data;
  const { density, summary } = dataset;
  const isImage = summary.bits !== null;
  const dimension = sizeOf(summary.shape);
  const { finite, leftOut } = finiteRows(logDensity);
  const { mean, se } = estimateOver(finite);
  const gap = density && gapTo(density.logProb(Float64Array.from(rows.values), rows.context), logDensity);
  return {
    n: rows.count,
    unit: 'nats',
    logLikelihood: { mean, se, median: quantile(sorted(finite), 0.5), unit: 'nats', ...leftOut },
    ...(isLowerBound(open.plan) ? { lowerBound: true } : {}),
    bitsPerDim: isImage ? perDimension({ mean: -mean, se, ...leftOut }, dimension) : null,
    floor: density && {
      nll: density.floor,
      ...(isImage ? { bitsPerDim: density.floor / (dimension * Math.LN2) } : {}),
    },
    gap,
    ...(gap !== null && isImage ? { gapBitsPerDim: perDimension(gap, dimension) } : {}),
    leastLikely: leastLikely(logDensity),
  };
}

function gapTo(truth: Float64Array, logDensity: Float64Array): Estimate {
  return estimateOver(truth.map((value, i) => value - logDensity[i]!));
}

function leastLikely(logDensity: Float64Array): Evaluation['leastLikely'] {
  const key = (row: number) => (Number.isNaN(logDensity[row]) ? -Infinity : logDensity[row]!);
  const order = Array.from(logDensity.keys()).sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
  return order.slice(0, LEAST_LIKELY).map((row) => ({ row, ...ofValue(logDensity[row]!) }));
}

function ofValue(logLikelihood: number): Omit<UnlikelyRow, 'row'> {
  if (Number.isFinite(logLikelihood)) return { logLikelihood };
  return { logLikelihood, notFinite: notFiniteName(logLikelihood) };
}
