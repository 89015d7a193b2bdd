/** Decodes points of the latent space to data. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { decodingGraph } from '../graphs/inverse-graph.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';

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
  open: OpenFlow,
  data: OpenFacts,
  latents: Latents,
  signal: AbortSignal | null = null,
): Promise<Float64Array> {
  return toDataUnits(data, await decodeToFlowUnits(runtime, open, latents, signal));
}

/** x = g(z) in the flow's units, row-major [count, D]. */
export async function decodeToFlowUnits(
  runtime: Runtime,
  { flow, parameters }: { readonly flow: Flow; readonly parameters: ParameterValues },
  latents: Latents,
  signal: AbortSignal | null = null,
): Promise<Float32Array> {
  const { values, count, context } = latents;
  const width = sizeOf(flow.latentShape);
  if (values.length !== count * width) {
    throw new FlowscopeError(
      'wrong-value',
      `expected ${count} latents of ${width} numbers, got ${values.length} numbers in total`,
    );
  }
  if ((context === null) !== (flow.contextSize === 0)) throw new Error('context and flow do not fit each other');
  const batch = evaluationBatch(flow, count);
  const build = () => {
    const graph = decodingGraph(flow, batch);
    return { ...graph, outputs: [{ name: 'x', tensor: graph.x }] };
  };
  const fixed = parameterFeeds(flow, parameters);
  const result = new Float32Array(count * width);
  await withGraph(runtime, { flow, key: ['decode', batch], build }, async (_, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const feeds = {
        z: batchOf(values, width, start, batch),
        ...(context === null ? {} : { context: batchOf(context, flow.contextSize, start, batch) }),
      };
      const { x } = await compiled.run({ ...fixed, ...feeds });
      result.set(x!.subarray(0, own * width), start * width);
    });
  });
  return result;
}
