/** Samples x = g(z), z ~ π with its standard deviation scaled by a temperature. */

import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { baseOfType } from '../../flow/bases/registry.ts';
import { fillLatentNoise } from '../../flow/latent-noise.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { samplingGraph } from '../graphs/inverse-graph.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { contextRows } from '../opened/choose-context.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';

export interface SampleOptions {
  readonly count: number;
  /** Scales the standard deviation: z = μ + T(z₀ − μ), T ≥ 0. */
  readonly temperature: number;
  readonly seed: number;
  /** One context vector for all samples; null: drawn from the training rows. */
  readonly context: Float32Array | null;
  /** The context of each sample, [count, C]; absent: all have `context`. */
  readonly contexts?: Float32Array | undefined;
  readonly signal?: AbortSignal | null;
}

export interface Samples {
  /** Data units, row-major [count, …inputShape]. */
  readonly values: Float64Array;
  /** The latents that they were decoded from, [count, D]. */
  readonly latents: Float32Array;
  /** [count, C] or null. */
  readonly context: Float32Array | null;
}

/**
 * Sample i depends only on the seed and i, so a longer list starts with the samples of a shorter one.
 * @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support
 */
export async function drawSamples(
  runtime: Runtime,
  open: OpenFlow,
  data: OpenFacts,
  { count, temperature, seed, context: given, contexts, signal = null }: SampleOptions,
): Promise<Samples> {
  const { flow, plan } = open;
  checkTemperature(plan.base, temperature);
  const width = sizeOf(flow.latentShape);
  const context = contexts ?? contextRows(open, data, count, given, randomStream(seed, 'sample', 'context'));
  const values = new Float32Array(count * width);
  const latents = new Float32Array(count * width);
  if (count === 0) return { values: new Float64Array(0), latents, context };
  const batch = evaluationBatch(flow, count);
  const build = () => {
    const graph = samplingGraph(flow, batch);
    return {
      ...graph,
      outputs: [
        { name: 'x', tensor: graph.x },
        { name: 'z', tensor: graph.z },
      ],
    };
  };
  const fixed = { ...parameterFeeds(flow, open.parameters), temperature: Float32Array.of(temperature) };
  const random = randomStream(seed, 'sample', 'noise');
  const noise = new Float32Array(batch * width);
  await withGraph(runtime, { flow, key: ['sample', batch], build }, async (_, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const part = noise.subarray(0, own * width);
      fillLatentNoise(flow, random, part);
      const feeds = {
        noise,
        ...(context === null ? {} : { context: batchOf(context, flow.contextSize, start, batch) }),
      };
      const { x, z } = await compiled.run({ ...fixed, ...feeds });
      values.set(x!.subarray(0, own * width), start * width);
      latents.set(z!.subarray(0, own * width), start * width);
    });
  });
  return { values: toDataUnits(data, values), latents, context };
}

/** @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support */
function checkTemperature({ type, config }: OpenFlow['plan']['base'], temperature: number): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new FlowscopeError('wrong-value', `the temperature must be a number ≥ 0, found ${temperature}`, {
      exitCode: 2,
    });
  }
  const { low, high } = baseOfType(type).support(config);
  if (Number.isFinite(high - low) && temperature !== 1) {
    throw new FlowscopeError(
      'wrong-value',
      `base ${type} has no temperature: ${temperature} would change its support`,
      {
        exitCode: 2,
        hint: 'Leave --temperature out.',
      },
    );
  }
}
