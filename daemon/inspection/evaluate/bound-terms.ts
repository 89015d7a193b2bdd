/** The terms of a model's lower bound on rows of data, and its importance-weighted bound. */
import { enteredDensity } from '../../data/columns/enter.ts';
import { dtypeOf, type PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowGraph } from '../../evaluation/row-graph.ts';
import { sampleRows, takePreparedRows } from '../../evaluation/sample-rows.ts';
import type { Bound } from '../../models/definition.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import type { LogDensityOptions } from './log-density.ts';

type Subject = Pick<OpenModel, 'model' | 'parameters'>;

export interface BoundTerms {
  /** One draw of ln p(x | z) in data units for each row, nats. */
  readonly reconstruction: Float64Array;
  /** KL(q(z_j | x) ‖ p(z_j)), [rows, latent dimensions], nats. */
  readonly kl: Float64Array;
  readonly latent: number;
}

/** @param rows of any number; each gets the noise that it has in validation */
export async function boundTerms(
  runtime: Runtime,
  { model, parameters }: Subject,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { noiseSeed, signal = null }: LogDensityOptions,
): Promise<BoundTerms> {
  const bound = boundOf(model.bound);
  const batch = evaluationBatch(model, rows.count);
  const options = { batch, dtype: dtypeOf(rows), entry: transform.entry } as const;
  const build = () => {
    const graph = rowGraph(model, options, (x, environment) => bound.terms(x, environment));
    return {
      ...graph,
      outputs: [
        { name: 'reconstruction', tensor: enteredDensity(graph.reconstruction, graph.entered) },
        { name: 'kl', tensor: graph.kl },
      ],
    };
  };
  const reconstruction = new Float64Array(rows.count);
  let kl = new Float64Array(0);
  let latent = 0;
  const fixed = parameterFeeds(model, parameters);
  const key = ['bound', batch, options.dtype, options.entry];
  await withGraph(runtime, { flow: model, key, build }, async (graph, compiled) => {
    await forEachBatch(rows.count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, graph.noise, noiseSeed) });
      latent = answer.kl!.length / batch;
      if (start === 0) kl = new Float64Array(rows.count * latent);
      for (let i = 0; i < own; i++) reconstruction[start + i] = answer.reconstruction![i]! + transform.logDet;
      kl.set(answer.kl!.subarray(0, own * latent), start * latent);
    });
  });
  return { reconstruction, kl, latent };
}

export interface ImportanceOptions extends LogDensityOptions {
  /** Numbers of draws, ascending; each divides the next one. */
  readonly draws: readonly number[];
  /** Number of rows, spread over all of them. */
  readonly rows: number;
}

export interface ImportanceBound {
  /** Number of draws of z for each row. */
  readonly k: number;
  /** ln(1/k Σ p(x, z)/q(z | x)) of each of the chosen rows, in data units, nats: a lower bound of log q(x) in the mean. */
  readonly values: Float64Array;
}

/**
 * The importance-weighted bounds L_k (Burda, Grosse, Salakhutdinov 2016, equation 8). All are of the same draws, in blocks
 * of k over which the logarithms are averaged, so that L_k never falls with k: not in the mean only.
 */
export async function importanceBounds(
  runtime: Runtime,
  { model, parameters }: Subject,
  { transform }: Pick<OpenData, 'transform'>,
  all: PreparedRows,
  { noiseSeed, signal = null, draws, rows: wanted }: ImportanceOptions,
): Promise<{ readonly bounds: readonly ImportanceBound[]; readonly rows: Uint32Array }> {
  const bound = boundOf(model.bound);
  const chosen = sampleRows(all.count, wanted, randomStream(noiseSeed, 'importance', 'rows'));
  const rows = takePreparedRows(all, chosen);
  const most = draws.at(-1)!;
  const total = rows.count * most;
  const batch = evaluationBatch(model, total);
  const options = { batch, dtype: dtypeOf(rows), entry: transform.entry } as const;
  const build = () => {
    const graph = rowGraph(model, options, (x, environment) => ({ weight: bound.logWeight(x, environment) }));
    return { ...graph, outputs: [{ name: 'weight', tensor: enteredDensity(graph.weight, graph.entered) }] };
  };
  const weights = new Float64Array(total);
  const fixed = parameterFeeds(model, parameters);
  const key = ['importance', batch, options.dtype, options.entry];
  await withGraph(runtime, { flow: model, key, build }, async (graph, compiled) => {
    await forEachBatch(total, batch, signal, async (start, own) => {
      const at = Uint32Array.from({ length: batch }, (_, i) => Math.floor(Math.min(start + i, total - 1) / most));
      const tiled = { ...takePreparedRows(rows, at), values: valuesAt(rows, at), count: batch };
      // Each batch needs its own seed, because all batches start at the first row of their tiles.
      const feeds = batchFeeds(tiled, 0, batch, graph.noise, noiseSeed + start + 1);
      const { weight } = await compiled.run({ ...fixed, ...feeds });
      for (let i = 0; i < own; i++) weights[start + i] = weight![i]! + transform.logDet;
    });
  });
  const ofRow = (row: number) => weights.subarray(row * most, (row + 1) * most);
  const bounds = draws.map((k) => ({
    k,
    values: Float64Array.from({ length: rows.count }, (_, row) => blockMean(ofRow(row), k)),
  }));
  return { bounds, rows: chosen };
}

/** Mean over blocks of `k` of ln(1/k Σ e^w). */
function blockMean(logWeights: Float64Array, k: number): number {
  const blocks = logWeights.length / k;
  let total = 0;
  for (let block = 0; block < blocks; block++) {
    const own = logWeights.subarray(block * k, (block + 1) * k);
    const peak = own.reduce((a, b) => Math.max(a, b), -Infinity);
    total += peak + Math.log(own.reduce((sum, w) => sum + Math.exp(w - peak), 0) / k);
  }
  return total / blocks;
}

/** Rows for which `draws` draws of this model take a few seconds, from the size of its parameters. */
export function affordableRows({ parameters }: Subject['model'], draws: number, count: number): number {
  const operations = parameters.reduce((sum, { shape, rows = 1 }) => sum + sizeOf(shape) * rows, 1);
  return Math.min(count, MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(OPERATIONS / (draws * operations))));
}

/** Latent dimensions whose mean divergence is below this, nats, are not used: their posterior is the prior. */
export const UNUSED = 0.01;

const MOST_ROWS = 1000;
const FEWEST_ROWS = 16;
/** Multiplications of all draws together. */
const OPERATIONS = 3e10;

function boundOf(bound: Bound | undefined): Bound {
  if (bound === undefined) throw new Error('this model has no bound that consists of terms');
  return bound;
}
