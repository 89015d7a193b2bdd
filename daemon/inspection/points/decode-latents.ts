/** Decodes points of the latent space to data. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { decodingGraphOf } from '../graphs/latent-graphs.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

export interface Latents {
  /** Row-major [count, D]. */
  readonly values: Float32Array;
  readonly count: number;
  /** [count, C], or null for a flow without context. */
  readonly context: Float32Array | null;
}

/** x = g(z) in data units, row-major [count, D]. */
export async function decodeLatents(
  runtime: Runtime,
  open: OpenModel,
  data: OpenFacts,
  latents: Latents,
  signal: AbortSignal | null = null,
): Promise<Float64Array> {
  return toDataUnits(data, await decodeToFlowUnits(runtime, open, latents, signal));
}

/** x = g(z) in the flow's units, row-major [count, D]. */
export async function decodeToFlowUnits(
  runtime: Runtime,
  { maps, parameters }: Pick<OpenModel, 'maps' | 'parameters'>,
  latents: Latents,
  signal: AbortSignal | null = null,
): Promise<Float32Array> {
  const { values, count, context } = latents;
  const width = sizeOf(maps.latentShape);
  const size = sizeOf(maps.inputShape);
  if (values.length !== count * width) {
    throw new FlowscopeError(
      'wrong-value',
      `expected ${count} latents of ${width} numbers, got ${values.length} numbers in total`,
    );
  }
  if ((context === null) !== (maps.contextSize === 0)) throw new Error('context and model do not fit each other');
  const batch = evaluationBatch(maps, count);
  const build = () => {
    const graph = decodingGraphOf(maps, batch);
    return { ...graph, outputs: [{ name: 'x', tensor: graph.x }] };
  };
  const fixed = parameterFeeds(maps, parameters);
  const result = new Float32Array(count * size);
  await withGraph(runtime, { flow: maps, key: ['decode', batch], build }, async (_, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const feeds = {
        z: batchOf(values, width, start, batch),
        ...(context === null ? {} : { context: batchOf(context, maps.contextSize, start, batch) }),
      };
      const { x } = await compiled.run({ ...fixed, ...feeds });
      result.set(x!.subarray(0, own * size), start * size);
    });
  });
  return result;
}
