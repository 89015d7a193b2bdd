import { dtypeOf, type PreparedRows } from '../../data/prepare.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowGraph } from '../../evaluation/row-graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import type { EncodeOptions } from './encode-rows.ts';

/** Row-major [rows, dimensions]. */
export interface PosteriorDraws {
  /** A draw of q(z | x) for each row. */
  readonly z: Float32Array;
  /** What the layers of the prior make of it; equal to z if it has none. */
  readonly u: Float32Array;
}

/** null: the model has no posterior. */
export async function posteriorDraws(
  runtime: Runtime,
  { model, parameters }: Pick<OpenModel, 'model' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { noiseSeed, limit = rows.count, signal = null }: EncodeOptions,
): Promise<PosteriorDraws | null> {
  const { bound } = model;
  if (bound === undefined) return null;
  const size = model.latents!.size;
  const count = Math.min(limit, rows.count);
  const batch = evaluationBatch(model, rows.count);
  const options = { batch, dtype: dtypeOf(rows), entry: transform.entry } as const;
  const build = () => {
    const graph = rowGraph(model, options, (x, environment) => bound.draw(x, environment));
    return {
      ...graph,
      outputs: [
        { name: 'z', tensor: graph.z },
        { name: 'u', tensor: graph.u },
      ],
    };
  };
  const [z, u] = [new Float32Array(count * size), new Float32Array(count * size)];
  const fixed = parameterFeeds(model, parameters);
  const key = ['posterior draws', batch, options.dtype, options.entry];
  await withGraph(runtime, { flow: model, key, build }, async (graph, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, graph.noise, noiseSeed) });
      z.set(answer.z!.subarray(0, own * size), start * size);
      u.set(answer.u!.subarray(0, own * size), start * size);
    });
  });
  return { z, u };
}
