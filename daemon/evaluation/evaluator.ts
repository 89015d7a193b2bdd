/** Compiled evaluation of a model on rows of data, and its initialization from them. */

import { enteredDensity } from '../data/columns/enter.ts';
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import { dtypeOf } from '../data/prepare.ts';
import { parameterUnits } from '../flow/parameter-units.ts';
import type { DensityModel, Model } from '../models/definition.ts';
import { randomStream } from '../random/random-stream.ts';
import type { CompiledFunction, Runtime } from '../runtime/runtime.ts';
import { resampledRows } from '../statistics/resampling.ts';
import { broadcastTo } from '../tensor/ops/arithmetic.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ParameterValues, RowSubject } from './row-graph.ts';
import { batchFeeds, foldedFeeds, rowGraph } from './row-graph.ts';
import { placeLogDensity } from './row-log-density.ts';
import { sampleRows, takePreparedRows } from './sample-rows.ts';

/** Numbers in the rows that are evaluated at once: enough to be fast, few enough for the cache and for cancelling. */
const BATCH_NUMBERS = 2 ** 20;
/** The networks of images compute dozens of numbers per pixel. */
const IMAGE_BATCH_NUMBERS = 2 ** 17;

export function evaluationBatch({ inputShape }: Pick<RowSubject, 'inputShape'>, rows: number): number {
  const numbers = inputShape.length === 3 ? IMAGE_BATCH_NUMBERS : BATCH_NUMBERS;
  const limit = Math.max(32, Math.min(2048, Math.floor(numbers / sizeOf(inputShape))));
  return Math.max(1, Math.min(limit, rows));
}

export interface Evaluator {
  /** log q(x), or the model's bound of it, in data units, nats, one value per row; −∞ on float32 overflow. */
  logDensity(parameters: ParameterValues, rows: PreparedRows): Promise<Float64Array>;
  dispose(): Promise<void>;
}

/**
 * Compiles log q for rows of one kind. `noiseSeed` fixes the dequantization noise, so that results are comparable.
 * @throws Error if the model has no likelihood
 */
export async function createEvaluator(
  runtime: Runtime,
  model: DensityModel,
  transform: Pick<DataTransform, 'logDet' | 'entry'>,
  rows: PreparedRows,
  noiseSeed: number,
): Promise<Evaluator> {
  const { logDensity } = model;
  if (logDensity === null) throw new Error('a model without a likelihood cannot be evaluated');
  const batch = evaluationBatch(model, rows.count);
  const dtype = dtypeOf(rows);
  const { entry } = transform;
  const graph = rowGraph(model, { batch, dtype, entry, folds: true }, (x, environment) => ({
    logProb: logDensity(x, environment),
  }));
  const logProb = broadcastTo(enteredDensity(graph.logProb, graph.entered), [batch]);
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name: 'logProb', tensor: logProb }] });
  return {
    async logDensity(parameters, data) {
      const { count } = data;
      const result = new Float64Array(count);
      const fixed = foldedFeeds(model, parameters);
      const place = placeLogDensity(parameters, transform.logDet, data);
      for (let start = 0; start < count; start += batch) {
        const feeds = batchFeeds(data, start, batch, graph.noise, noiseSeed);
        const { logProb: values } = await compiled.run({ ...fixed, ...feeds });
        place(values!, start, Math.min(batch, count - start), result);
      }
      return result;
    },
    dispose: () => compiled.dispose(),
  };
}

/**
 * New parameter values from a data pass through what is initialized from data (e.g. actnorm); the others are unchanged.
 * The rows are a sample of the data and, like their noise, determined by `seed`.
 */
export async function initializeFromData(
  runtime: Runtime,
  model: RowSubject & Pick<Model, 'initialize'>,
  transform: Pick<DataTransform, 'entry'>,
  rows: PreparedRows,
  parameters: ParameterValues,
  seed: number,
): Promise<Map<string, Float32Array>> {
  const result = new Map(parameters);
  const batch = evaluationBatch(model, rows.count);
  const dtype = dtypeOf(rows);
  const options = { batch, dtype, entry: transform.entry, initialize: true, folds: true } as const;
  const graph = rowGraph(model, options, (x, environment) => ({ initial: model.initialize(x, environment) }));
  if (graph.initial.size === 0) return result;
  const compiled: CompiledFunction = await runtime.compile({
    inputs: graph.inputs,
    outputs: [...graph.initial].map(([name, tensor]) => ({ name: `new:${name}`, tensor })),
  });
  const sample = takePreparedRows(rows, rowsFor(rows, batch, seed));
  const feeds = batchFeeds(sample, 0, batch, graph.noise, seed);
  const values = await compiled.run({ ...foldedFeeds(model, parameters), ...feeds });
  await compiled.dispose();
  for (const { name, members } of parameterUnits(model.parameters)) {
    const own = graph.initial.has(name) ? Float32Array.from(values[`new:${name}`]!) : null;
    const size = own ? own.length / members.length : 0;
    for (const [i, member] of members.entries()) if (own) result.set(member.name, own.slice(i * size, (i + 1) * size));
  }
  return result;
}

/** Rows of the batch that layers are initialized with: their means and deviations are to be those of the weighted rows. */
function rowsFor({ count, weights }: PreparedRows, batch: number, seed: number): Uint32Array {
  if (weights === undefined) return sampleRows(count, batch, randomStream(seed, 'initialization', 'rows'));
  return resampledRows(weights, batch);
}
