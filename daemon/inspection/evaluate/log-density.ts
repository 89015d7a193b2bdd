/** log q of rows in bounded batches, which can be cancelled between them. */

import { enteredDensity } from '../../data/columns/enter.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowGraph } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';

export interface LogDensityOptions {
  /** Seed of the dequantization noise. */
  readonly noiseSeed: number;
  readonly signal?: AbortSignal | null;
}

/**
 * log q(x) in data units, nats, one value per row, −∞ on float32 overflow. A row gets the same dequantization noise as
 * in validation and `encode`.
 */
export async function logDensityOf(
  runtime: Runtime,
  { model, parameters }: Pick<OpenModel, 'model' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { noiseSeed, signal = null }: LogDensityOptions,
): Promise<Float64Array> {
  const { logDensity } = model;
  if (logDensity === null) throw new Error('this model has no likelihood');
  const result = new Float64Array(rows.count);
  if (rows.count === 0) return result;
  const batch = evaluationBatch(model, rows.count);
  const dtype = dtypeOf(rows);
  const { entry } = transform;
  const build = () => {
    const graph = rowGraph(model, { batch, dtype, entry }, (x, environment) => ({
      logProb: logDensity(x, environment),
    }));
    return {
      ...graph,
      outputs: [{ name: 'logProb', tensor: broadcastTo(enteredDensity(graph.logProb, graph.entered), [batch]) }],
    };
  };
  const fixed = parameterFeeds(model, parameters);
  const place = placeLogDensity(parameters, transform.logDet, rows);
  await withGraph(runtime, { flow: model, key: ['density', batch, dtype, entry], build }, async (graph, compiled) => {
    await forEachBatch(rows.count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, graph.noise, noiseSeed) });
      place(answer.logProb!, start, own, result);
    });
  });
  return result;
}
