import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { fillLatentNoise } from '../../flow/latent-noise.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { samplingGraph } from '../graphs/inverse-graph.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import type { OpenFlow } from '../opened/open-flow.ts';
import { checkTemperature } from './check-temperature.ts';

interface DrawOptions {
  readonly count: number;
  readonly temperature: number;
  readonly seed: number;
  /** One per latent, [count, C]; null for a flow without context. */
  readonly context: Float32Array | null;
  readonly signal: AbortSignal | null;
}

/**
 * Latents from the base distribution, [count, D], without decoding them.
 * @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support
 */
export async function drawLatents(
  runtime: Runtime,
  { flow, plan, parameters }: OpenFlow,
  { count, temperature, seed, context, signal }: DrawOptions,
): Promise<Float32Array> {
  checkTemperature(plan.base, temperature);
  const width = sizeOf(flow.latentShape);
  const batch = evaluationBatch(flow, count);
  const latents = new Float32Array(count * width);
  const noise = new Float32Array(batch * width);
  const random = randomStream(seed, 'latents', 'noise');
  const build = () => {
    const graph = samplingGraph(flow, batch);
    return { ...graph, outputs: [{ name: 'z', tensor: graph.z }] };
  };
  const fixed = { ...parameterFeeds(flow, parameters), temperature: Float32Array.of(temperature) };
  await withGraph(runtime, { flow, key: ['draw', batch], build }, async (_, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      fillLatentNoise(flow, random, noise.subarray(0, own * width));
      const feeds = {
        noise,
        ...(context === null ? {} : { context: batchOf(context, flow.contextSize, start, batch) }),
      };
      const { z } = await compiled.run({ ...fixed, ...feeds });
      latents.set(z!.subarray(0, own * width), start * width);
    });
  });
  return latents;
}
