/** Held-out figures of a model: log-likelihood, bits/dim, the gap to a known density, and the least likely rows. */
import type { NotFiniteValue } from '../../../protocol/not-finite.ts';
import type { Rows } from '../../data/definition.ts';
import { categoryNames } from '../../data/modelled-categories.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import type { RowValues } from '../../data/stored/row-store.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { notFiniteName } from '../../encoding/not-finite-name.ts';
import { shortestFloat32 } from '../../encoding/shortest-float32.ts';
import { isOfData } from '../../models/registry.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { type Estimate, estimateOver, finiteRows, perDimension } from '../../statistics/row-summary.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { quantile, sorted, weightedMedian } from '../numerics/spread.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';
import { notableRows } from '../points/weighted-rows.ts';
import { affordableRows, boundTerms, importanceBounds } from './bound-terms.ts';
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
  /** Present if the rows have weights: all means are weighted, and their standard errors are about as large as with so many rows. */
  readonly effectiveSampleSize?: number;
  /** Absent: only a bound is known, see `elbo`. null: the model has no likelihood. */
  readonly logLikelihood?: (Estimate & { readonly median: number; readonly unit: 'nats' }) | null;
  /** Why there is no likelihood. */
  readonly reason?: string;
  /** The lower bound that a model is trained on: reconstruction − kl. */
  readonly elbo?: Estimate;
  /** Mean of ln p(x | z). */
  readonly reconstruction?: Estimate;
  /** Mean of KL(q(z | x) ‖ p(z)), and its part of each latent dimension. */
  readonly kl?: Estimate & { readonly dimensions: readonly number[] };
  /** Bounds from k draws of z, over `rows` of the rows; they rise towards the log-likelihood. */
  readonly importanceWeighted?: readonly (Estimate & { readonly k: number; readonly rows: number })[];
  /** Present if log q is a lower bound, in the mean over the noise that a layer has learned, or that a model draws. */
  readonly lowerBound?: true;
  /** The likelihood is not that of the data: `elbo` and others are not bounds of their log-likelihood. */
  readonly pseudoLikelihood?: true;
  /** −log q/(D ln 2), including all preprocessing; image sources only. */
  readonly bitsPerDim: Estimate | null;
  /** The lowest possible mean NLL: the entropy of the true density. */
  readonly floor: { readonly nll: number; readonly bitsPerDim?: number } | null;
  /** mean(log p − log q) over the same rows if the true density p is known: an estimate of KL(p‖q) on draws from p. */
  readonly gap: Estimate | null;
  /** The same in bits/dim; image sources with a known density only. */
  readonly gapBitsPerDim?: Estimate;
  /** Ascending; rows without a finite density first. Of rows with weights, `notableRows`. */
  readonly leastLikely: readonly UnlikelyRow[];
  /** The text file with these rows, as the user wrote it. */
  readonly leastLikelyFile?: string;
  /** The file without lines with these rows, as the user wrote it. */
  readonly leastLikelySource?: string;
  /** The names of the values of these rows, in data units; tables only. */
  readonly columns?: readonly string[];
  /** Of modelled categories: the names of their numbers. */
  readonly categories?: readonly { readonly column: string; readonly values: readonly string[] }[];
}

interface UnlikelyRow {
  readonly row: number;
  /** Of a model with a bound, the bound. */
  readonly logLikelihood: number;
  /** Only if `logLikelihood` is not finite. */
  readonly notFinite?: NotFiniteValue;
  /** Of the text file on which the row begins, 1-based. */
  readonly line?: number;
  /** Of a file without lines, 0-based. */
  readonly fileRow?: number;
  readonly values?: readonly number[];
}

const LEAST_LIKELY = 20;

export interface EvaluateOptions extends LogDensityOptions {
  /** Most draws of the importance-weighted bound, for models that have one. Default: 0, none. */
  readonly importance?: number;
}

type Subject = Pick<OpenModel, 'plan' | 'model' | 'parameters'>;

/** @param rows in data units: a split of `data.dataset`, or rows of a file by `loadRows` */
export async function evaluateRows(
  runtime: Runtime,
  open: Subject,
  data: OpenFacts,
  rows: Rows,
  options: EvaluateOptions,
): Promise<Evaluation> {
  return (await evaluateEachRow(runtime, open, data, rows, options)).evaluation;
}

export interface EachRow {
  readonly evaluation: Evaluation;
  /** log q of each row or its bound, nats; null: the model has no likelihood. */
  readonly logDensity: Float64Array | null;
}

/** As `evaluateRows`, with the values that it summarizes. */
export async function evaluateEachRow(
  runtime: Runtime,
  open: Subject,
  data: OpenFacts,
  rows: Rows,
  options: EvaluateOptions,
): Promise<EachRow> {
  const { model } = open;
  const { weights } = rows;
  const effective: Pick<Evaluation, 'effectiveSampleSize'> =
    weights === undefined ? {} : { effectiveSampleSize: effectiveSampleSize(weights) };
  const common = { n: rows.count, unit: 'nats', ...effective } as const;
  const floor = floorOf(data);
  if (model.logDensity === null) {
    const reason = `a model of type '${open.plan.model}' has no likelihood: it draws samples, but gives no density of a point`;
    const evaluation = { ...common, logLikelihood: null, reason, bitsPerDim: null, floor, gap: null, leastLikely: [] };
    return { evaluation, logDensity: null };
  }
  const prepared = data.transform.prepare(rows);
  const parts = model.bound ? await boundFigures(runtime, open, data, prepared, options) : null;
  const logDensity = parts?.values ?? (await logDensityOf(runtime, open, data, prepared, options));
  const { density, summary } = data.dataset;
  const isJudged = isOfData(open.plan);
  const isImage = summary.bits !== null && isJudged;
  const dimension = sizeOf(summary.shape);
  const { finite, leftOut } = finiteRows(logDensity);
  const { mean, se } = estimateOver(logDensity, weights);
  const kept = weights?.filter((_, row) => Number.isFinite(logDensity[row]));
  const median = kept === undefined ? quantile(sorted(finite), 0.5) : weightedMedian(finite, kept);
  const gap = density && gapTo(density.logProb(Float64Array.from(rows.values), rows.context), logDensity);
  const evaluation: Evaluation = {
    ...common,
    ...(effective.effectiveSampleSize === 0
      ? { logLikelihood: null, reason: 'all of these rows have the weight 0' }
      : (parts?.figures ?? { logLikelihood: { mean, se, median, unit: 'nats', ...leftOut } })),
    ...(model.lowerBound && isJudged ? { lowerBound: true } : {}),
    ...(isJudged ? {} : { pseudoLikelihood: true }),
    bitsPerDim: isImage ? perDimension({ mean: -mean, se, ...leftOut }, dimension) : null,
    floor,
    gap,
    ...(gap !== null && isImage ? { gapBitsPerDim: perDimension(gap, dimension) } : {}),
    ...unlikelyRows(logDensity, rows, data),
  };
  return { evaluation, logDensity };
}

async function boundFigures(
  runtime: Runtime,
  open: Subject,
  data: OpenFacts,
  rows: PreparedRows,
  options: EvaluateOptions,
): Promise<{ readonly values: Float64Array; readonly figures: Partial<Evaluation> }> {
  const { reconstruction, kl, latent } = await boundTerms(runtime, open, data, rows, options);
  const rates = Float64Array.from(reconstruction, (_, row) =>
    kl.subarray(row * latent, (row + 1) * latent).reduce((sum, value) => sum + value, 0),
  );
  const values = reconstruction.map((value, row) => value - rates[row]!);
  const draws = DRAWS.filter((k) => k <= (options.importance ?? 0));
  const importance = draws.length === 0 ? [] : await importanceOf();
  const dimensions = Array.from({ length: latent }, (_, j) => {
    let total = 0;
    for (let row = 0; row < rows.count; row++) total += kl[row * latent + j]!;
    return total / rows.count;
  });
  return {
    values,
    figures: {
      elbo: estimateOver(values),
      reconstruction: estimateOver(reconstruction),
      kl: { ...estimateOver(rates), dimensions },
      ...(importance.length === 0 ? {} : { importanceWeighted: importance }),
    },
  };

  async function importanceOf() {
    const affordable = affordableRows(open.model, draws.at(-1)!, rows.count);
    const { bounds } = await importanceBounds(runtime, open, data, rows, { ...options, draws, rows: affordable });
    return bounds.map((bound) => ({ k: bound.k, ...estimateOver(bound.values), rows: bound.values.length }));
  }
}

/** Numbers of draws of the importance-weighted bound: each divides the next one. */
const DRAWS: readonly number[] = [1, 10, 100, 1000, 5000];

function floorOf({ dataset: { density, summary } }: OpenFacts): Evaluation['floor'] {
  if (!density) return null;
  const bitsPerDim = density.floor / (sizeOf(summary.shape) * Math.LN2);
  return { nll: density.floor, ...(summary.bits === null ? {} : { bitsPerDim }) };
}

function gapTo(truth: Float64Array, logDensity: Float64Array): Estimate {
  return estimateOver(truth.map((value, i) => value - logDensity[i]!));
}

/** Columns whose values are part of the result. */
const MOST_COLUMNS = 64;

function unlikelyRows(
  logDensity: Float64Array,
  rows: Rows,
  { dataset }: OpenFacts,
): Pick<Evaluation, 'leastLikely' | 'leastLikelyFile' | 'leastLikelySource' | 'columns' | 'categories'> {
  const { summary, columns } = dataset;
  const key = (row: number) => (Number.isNaN(logDensity[row]) ? -Infinity : logDensity[row]!);
  const order = [...notableRows(rows)].sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
  const chosen = order.slice(0, LEAST_LIKELY);
  const { places } = rows;
  const at = places?.at(chosen);
  const hasLines = places?.unit === 'line';
  const isTable = summary.shape.length === 1 && columns.length === summary.shape[0] && columns.length <= MOST_COLUMNS;
  const width = columns.length;
  const values = isTable ? valuesAt(rows, Uint32Array.from(chosen)) : null;
  return {
    leastLikely: chosen.map((row, i) => ({
      row,
      ...ofValue(logDensity[row]!),
      ...(at === undefined ? {} : hasLines ? { line: at[i]! } : { fileRow: at[i]! }),
      ...(values ? { values: asWritten(values.subarray(i * width, (i + 1) * width)) } : {}),
    })),
    ...(places === undefined ? {} : hasLines ? { leastLikelyFile: places.file } : { leastLikelySource: places.file }),
    ...(isTable ? { columns, ...categoryNames(dataset) } : {}),
  };
}

/** With the digits that tell a number from its neighbors, so that it can be found in the file. */
function asWritten(values: RowValues): number[] {
  const numbers = Array.from(values);
  return values instanceof Float32Array ? numbers.map(shortestFloat32) : numbers;
}

function ofValue(logLikelihood: number): Omit<UnlikelyRow, 'row'> {
  if (Number.isFinite(logLikelihood)) return { logLikelihood };
  return { logLikelihood, notFinite: notFiniteName(logLikelihood) };
}
