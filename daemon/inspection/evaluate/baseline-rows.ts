/** Rows for baselines: in units in which each column has variance 1, with the dequantization noise that the flow gets. */
import type { PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds } from '../../evaluation/row-graph.ts';
import type { RowsWithContext } from '../../statistics/baselines/given.ts';
import { momentsOf } from '../../statistics/histograms.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';

/** Rows in the units in which a flow gets them, after dequantization. */
export interface NoisyRows extends RowsWithContext {
  /** ln|det| from data units to these at each row, nats. */
  readonly logDets: Float64Array;
}

/** @param chosen indices of the rows, ascending @param noiseSeed as of `logDensityOf`, which gives the same noise to a row */
export function noisyRows(
  { maps }: Pick<OpenModel, 'maps'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  chosen: Uint32Array,
  noiseSeed: number,
): NoisyRows {
  const { contextSize, inputShape } = maps;
  const width = inputShape[0]!;
  const draws = transform.entry?.noiseScale == null ? [] : dequantizationNoise(maps, rows, chosen, noiseSeed);
  let next = 0;
  const values = transform.enter(Float32Array.from(valuesAt(rows, chosen)), () => draws[next++]!);
  const context = new Float32Array(chosen.length * contextSize);
  if (rows.context) {
    for (const [i, row] of chosen.entries()) {
      context.set(rows.context.subarray(row * contextSize, (row + 1) * contextSize), i * contextSize);
    }
  }
  const points = { count: chosen.length, width, values: Float64Array.from(values) };
  return { points, context, contextSize, logDets: logDetsAt(transform, points) };
}

/** Of the first noise input of a row graph, which is that of dequantization, [n, D] in [0, 1). */
function dequantizationNoise(
  maps: OpenModel['maps'],
  rows: PreparedRows,
  chosen: Uint32Array,
  noiseSeed: number,
): Float32Array {
  const width = maps.inputShape[0]!;
  const batch = evaluationBatch(maps, rows.count);
  const input = { name: 'noise0', kind: 'uniform', shape: [batch, width] } as const;
  const result = new Float32Array(chosen.length * width);
  let [start, noise] = [-1, new Float32Array()];
  for (const [i, row] of chosen.entries()) {
    const own = row - (row % batch);
    if (own !== start) {
      start = own;
      noise = Float32Array.from(batchFeeds(rows, start, batch, [input], noiseSeed).noise0!, Number);
    }
    result.set(noise.subarray((row - start) * width, (row - start + 1) * width), i * width);
  }
  return result;
}

/**
 * ln|det| from data units to the model's at points in the latter, nats.
 * @param values [n, D]; only read if it depends on the point
 */
export function logDetsAt(
  transform: OpenData['transform'],
  { count, values }: { readonly count: number; readonly values: ArrayLike<number> },
): Float64Array {
  if (transform.exactEntry === null) return new Float64Array(count).fill(transform.logDet);
  const stages = transform.logDets(transform.restore(Float32Array.from(values)));
  return Float64Array.from({ length: count }, (_, i) => stages.reduce((sum, stage) => sum + stage[i]!, 0));
}

/** The rows in units in which each column of the first ones has mean 0 and variance 1. A constant column is only shifted. */
export function inUnitVariance(all: readonly NoisyRows[]): readonly NoisyRows[] {
  const { points } = all[0]!;
  const { mean, std } = momentsOf(points.values, points.width);
  const scale = std.map((value) => (value > 0 ? value : 1));
  const change = scale.reduce((sum, value) => sum - Math.log(value), 0);
  return all.map(({ points: { count, width, values }, logDets, ...rest }) => ({
    ...rest,
    logDets: logDets.map((logDet) => logDet + change),
    points: { count, width, values: values.map((value, i) => (value - mean[i % width]!) / scale[i % width]!) },
  }));
}
