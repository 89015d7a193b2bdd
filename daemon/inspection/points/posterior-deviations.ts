import { dtypeOf, type PreparedRows } from '../../data/prepare.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowGraph } from '../../evaluation/row-graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import type { EncodeOptions } from './encode-rows.ts';

/** Standard deviations of q(z | x), [rows, dimensions]; null: the posterior is a flow. */
export async function posteriorDeviations(
  runtime: Runtime,
  { model, parameters }: Pick<OpenModel, 'model' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { noiseSeed, limit = rows.count, signal = null }: EncodeOptions,
): Promise<Float32Array | null> {
  const posterior = model.bound?.posterior;
  if (posterior === undefined) return null;
  const size = model.latents!.size;
  const count = Math.min(limit, rows.count);
  const batch = evaluationBatch(model, rows.count);
  const options = { batch, dtype: dtypeOf(rows), entry: transform.entry } as const;
  const build = () => {
    const graph = rowGraph(model, options, (x, environment) => ({ deviation: posterior(x, environment).deviation }));
    return { ...graph, outputs: [{ name: 'deviation', tensor: graph.deviation }] };
  };
  const result = new Float32Array(count * size);
  const fixed = parameterFeeds(model, parameters);
  const key = ['posterior', batch, options.dtype, options.entry];
  await withGraph(runtime, { flow: model, key, build }, async (graph, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, graph.noise, noiseSeed) });
      result.set(answer.deviation!.subarray(0, own * size), start * size);
    });
  });
  return result;
}
