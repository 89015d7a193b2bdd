/** Samples x = g(z), z ~ π with its standard deviation scaled by a temperature. */

import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { fillNoise, parameterFeeds } from '../../evaluation/row-graph.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { samplingGraphOf } from '../graphs/latent-graphs.ts';
import { contextRows } from '../opened/choose-context.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { LatentMaps } from '../opened/latent-maps.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

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
  /** The same before they are made data: in the model's units, and not rounded, [count, …inputShape]. */
  readonly points: Float32Array;
  /** The latents that they were decoded from, [count, D]. */
  readonly latents: Float32Array;
  /** [count, C] or null. */
  readonly context: Float32Array | null;
  /** Number of samples of which a value was beyond its bounds, and is now at the bound. */
  readonly clipped: number;
}

/**
 * Sample i depends only on the seed and i, so a longer list starts with the samples of a shorter one.
 * @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support
 */
export async function drawSamples(
  runtime: Runtime,
  open: OpenModel,
  data: OpenFacts,
  { count, temperature, seed, context: given, contexts, signal = null }: SampleOptions,
): Promise<Samples> {
  const { maps } = open;
  checkTemperature(maps, temperature);
  const width = sizeOf(maps.latentShape);
  const noisy = sizeOf(maps.noiseShape);
  const size = sizeOf(maps.inputShape);
  const context = contexts ?? contextRows(open, data, count, given, randomStream(seed, 'sample', 'context'));
  const values = new Float32Array(count * size);
  const latents = new Float32Array(count * width);
  if (count === 0) return { values: new Float64Array(0), points: values, latents, context, clipped: 0 };
  const batch = evaluationBatch(maps, count);
  const build = () => {
    const graph = samplingGraphOf(maps, batch);
    return {
      ...graph,
      outputs: [
        { name: 'x', tensor: graph.x },
        { name: 'z', tensor: graph.z },
      ],
    };
  };
  const fixed = { ...parameterFeeds(maps, open.parameters), temperature: Float32Array.of(temperature) };
  const random = randomStream(seed, 'sample', 'noise');
  const noise = new Float32Array(batch * noisy);
  await withGraph(runtime, { flow: maps, key: ['sample', batch], build }, async (graph, compiled) => {
    const inner = graph.noise.map(({ name, kind, shape }) => ({
      name,
      kind,
      values: new Float32Array(sizeOf(shape)),
      stream: randomStream(seed, 'sample', name),
    }));
    await forEachBatch(count, batch, signal, async (start, own) => {
      const part = noise.subarray(0, own * noisy);
      maps.fillNoise(random, part);
      for (const { kind, values: all, stream } of inner) {
        fillNoise(stream, kind, all.subarray(0, (own * all.length) / batch));
      }
      const feeds = {
        noise,
        ...Object.fromEntries(inner.map(({ name, values: all }) => [name, all])),
        ...(context === null ? {} : { context: batchOf(context, maps.contextSize, start, batch) }),
      };
      const { x, z } = await compiled.run({ ...fixed, ...feeds });
      values.set(x!.subarray(0, own * size), start * size);
      latents.set(z!.subarray(0, own * width), start * width);
    });
  });
  const clipped = data.transform.countClipped(values);
  return { values: toDataUnits(data, values), points: values, latents, context, clipped };
}

/** @throws FlowscopeError `wrong-value` (exit 2) for a temperature that the base does not support */
function checkTemperature({ base, hasTemperature }: LatentMaps, temperature: number): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new FlowscopeError('wrong-value', `the temperature must be a number ≥ 0, found ${temperature}`, {
      exitCode: 2,
    });
  }
  if (!hasTemperature && temperature !== 1) {
    throw new FlowscopeError(
      'wrong-value',
      `base ${base} has no temperature: ${temperature} would change its support`,
      {
        exitCode: 2,
        hint: 'Leave --temperature out.',
      },
    );
  }
}
