/** log q and latents at points that are given in data units, such as the cells of a grid. */
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { parameterFeeds, rowDensity } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch, repeatRow } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';

export interface PlacesOptions {
  /** One context vector for all points; null: the flow has none. */
  readonly context: Float32Array | null;
  /** Whether the latents are wanted. */
  readonly latents?: boolean;
  readonly signal?: AbortSignal | null;
}

export interface PlacesDensity {
  /** log q, nats per data units, [n]. */
  readonly logProb: Float64Array;
  /** z, [n, D]; null if they are not wanted. */
  readonly latents: Float32Array | null;
}

/**
 * The density is continuous, so the points are not dequantized.
 * @param points data units, [n, D]
 */
export async function logDensityAt(
  runtime: Runtime,
  { flow, parameters }: Pick<OpenFlow, 'flow' | 'parameters'>,
  { transform }: Pick<OpenFacts, 'transform'>,
  points: Float64Array,
  { context, latents: wantsLatents = false, signal = null }: PlacesOptions,
): Promise<PlacesDensity> {
  const width = sizeOf(flow.inputShape);
  const count = points.length / width;
  const prepared = transform.prepare({ count, values: points, context: null });
  const rows = prepared.values as Float32Array;
  const batch = evaluationBatch(flow, count);
  const build = () => {
    const graph = rowDensity(flow, { batch, dtype: 'float', entry: transform.exactEntry });
    const outputs = [{ name: 'logProb', tensor: broadcastTo(graph.logProb, [batch]) }];
    return { ...graph, outputs: wantsLatents ? [...outputs, { name: 'z', tensor: graph.latent }] : outputs };
  };
  const fixed = {
    ...parameterFeeds(flow, parameters),
    ...(flow.contextSize > 0 ? { context: repeatRow(context, batch)! } : {}),
  };
  const logProb = new Float64Array(count);
  const size = sizeOf(flow.latentShape);
  const latents = wantsLatents ? new Float32Array(size * count) : null;
  const place = placeLogDensity(parameters, transform.logDet, prepared);
  await withGraph(runtime, { flow, key: ['places', batch, wantsLatents], build }, async (_, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, rows: batchOf(rows, width, start, batch) });
      place(answer.logProb!, start, own, logProb);
      latents?.set(answer.z!.subarray(0, size * own), size * start);
    });
  });
  return { logProb, latents };
}
