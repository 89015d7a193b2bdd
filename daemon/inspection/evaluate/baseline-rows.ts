/** Rows for baselines: in units in which each column has variance 1, with the dequantization noise that the flow gets. */
import type { PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { noiseAt } from '../../evaluation/chosen-rows.ts';
import type { RowsWithContext } from '../../statistics/baselines/given.ts';
import { columnMoments } from '../../statistics/baselines/points.ts';
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
  // The first noise input of a row graph is that of dequantization.
  const input = { name: 'noise0', kind: 'uniform', shape: [1, width] } as const;
  const draws = transform.entry?.noiseScale == null ? [] : noiseAt({ subject: maps, rows, noiseSeed }, chosen, input);
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
  const { mean, std } = columnMoments(all[0]!.points);
  const scale = std.map((value) => (value > 0 ? value : 1));
  const change = scale.reduce((sum, value) => sum - Math.log(value), 0);
  return all.map(({ points, logDets, ...rest }) => ({
    ...rest,
    logDets: logDets.map((logDet) => logDet + change),
    points: {
      ...points,
      values: points.values.map((value, i) => (value - mean[i % points.width]!) / scale[i % points.width]!),
    },
  }));
}
