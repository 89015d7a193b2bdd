/** Rows for baselines: in units in which each column has variance 1, with the dequantization noise that the flow gets. */
import type { PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds } from '../../evaluation/row-graph.ts';
import type { RowsWithContext } from '../../statistics/baselines/given.ts';
import type { Points } from '../../statistics/baselines/points.ts';
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
  const { noiseScale } = transform;
  const { contextSize, inputShape } = maps;
  const width = inputShape[0]!;
  const values = Float64Array.from(valuesAt(rows, chosen));
  if (noiseScale !== null) {
    // The noise of the first noise input of a row graph, which is that of dequantization.
    const batch = evaluationBatch(maps, rows.count);
    const input = { name: 'noise0', kind: 'uniform', shape: [batch, width] } as const;
    let [start, noise] = [-1, new Float32Array()];
    for (const [i, row] of chosen.entries()) {
      const own = row - (row % batch);
      if (own !== start) {
        start = own;
        const feeds = batchFeeds(rows, start, batch, [input], noiseSeed);
        noise = Float32Array.from(feeds.noise0!, Number);
      }
      for (let d = 0; d < width; d++) {
        const at = i * width + d;
        // In float32, as the flow adds it.
        values[at] = Math.fround(values[at]! + Math.fround(noise[(row - start) * width + d]! * noiseScale[d]!));
      }
    }
  }
  const context = new Float32Array(chosen.length * contextSize);
  if (rows.context) {
    for (const [i, row] of chosen.entries()) {
      context.set(rows.context.subarray(row * contextSize, (row + 1) * contextSize), i * contextSize);
    }
  }
  const points = { count: chosen.length, width, values };
  return { points, context, contextSize, logDets: logDetsAt(transform, points) };
}

/** ln|det| from data units to the model's at points in the latter, nats. */
export function logDetsAt({ logDet }: OpenData['transform'], { count }: Pick<Points, 'count'>): Float64Array {
  return new Float64Array(count).fill(logDet);
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
