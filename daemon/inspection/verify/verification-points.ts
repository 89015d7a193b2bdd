/**
 * Points at which a flow is verified: rows of its data; without data normal points, or samples x = g(z) of the flow.
 */

import type { DataTransform, PreparedRows } from '../../data/prepare.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { layerOfType } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Interval } from '../../flow/intervals.ts';
import { REAL_LINE } from '../../flow/intervals.ts';
import { fillLatentNoise, latentNoiseShape } from '../../flow/latent-noise.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import { randomStream } from '../../random/random-stream.ts';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FlowPoints } from '../graphs/exact-graph.ts';
import { samplingGraph } from '../graphs/inverse-graph.ts';

/** Rows to choose from. */
export interface VerificationRows {
  readonly rows: PreparedRows;
  /** As in DataTransform; null: the rows are in the flow's units. */
  readonly enter: DataTransform['enter'] | null;
}

/** `count` random rows with their dequantization noise, or all rows if there are fewer. */
export function pointsOfRows({ rows, enter }: VerificationRows, count: number, seed: number): FlowPoints {
  const random = randomStream(seed, 'verify', 'rows');
  const chosen = random.permutation(rows.count).subarray(0, count);
  const prepared = Float32Array.from(valuesAt(rows, chosen));
  const values = enter === null ? prepared : enter(prepared, () => random.uniform());
  const size = rows.context ? rows.context.length / rows.count : 0;
  const context = rows.context && new Float32Array(chosen.length * size);
  for (const [i, row] of chosen.entries()) context?.set(rows.context!.subarray(row * size, (row + 1) * size), i * size);
  return { count: chosen.length, values, context };
}

/** Standard normal points and contexts. */
export function normalPoints(flow: Pick<Flow, 'inputShape' | 'contextSize'>, count: number, seed: number): FlowPoints {
  const random = randomStream(seed, 'verify', 'points');
  const values = normals(random, count * sizeOf(flow.inputShape));
  return { count, values, context: flow.contextSize > 0 ? normals(random, count * flow.contextSize) : null };
}

/** Whether every layer accepts any output of the layers before it, for all real inputs. */
export function takesAllReals(layers: readonly FlatLayer[]): boolean {
  let intervals: readonly Interval[] | null = null;
  for (const { type, layer, inverted, inputShape } of layers) {
    const definition = layerOfType(type);
    const at: readonly Interval[] = intervals ?? Array.from({ length: sizeOf(inputShape) }, () => REAL_LINE);
    const domain = (inverted && definition.inverseDomain) || definition.domain;
    const result = domain(layer.config, at, inputShape);
    if ('problem' in result) return false;
    intervals = result.intervals;
  }
  return true;
}

/** x = g(z), z ~ π: always in the flow's domain. Contexts are standard normal. */
export async function pointsOfBase(
  flow: Flow,
  parameters: ParameterValues,
  count: number,
  seed: number,
): Promise<FlowPoints> {
  const random = randomStream(seed, 'verify', 'base');
  const graph = samplingGraph(flow, count);
  const context = flow.contextSize > 0 ? normals(random, count * flow.contextSize) : null;
  const noise = new Float32Array(count * sizeOf(latentNoiseShape(flow)));
  fillLatentNoise(flow, random, noise);
  const compiled = await referenceRuntime().compile({
    inputs: graph.inputs,
    outputs: [{ name: 'x', tensor: graph.x }],
  });
  const feeds = { noise, temperature: Float32Array.of(1), ...(context ? { context } : {}) };
  const { x } = await compiled.run({ ...parameterFeeds(flow, parameters), ...feeds });
  return { count, values: Float32Array.from(x!), context };
}

function normals(random: RandomStream, length: number): Float32Array {
  const values = new Float32Array(length);
  random.fillNormal(values);
  return values;
}

/** Initial values + N(0, 0.1²), so that a flow is verified at parameters for which its layers are not the identity. */
export function randomParameters(flow: Pick<Flow, 'parameters'>, seed: number): ParameterValues {
  return new Map(
    flow.parameters.map(({ name, initialize, trainable }) => {
      const start = initialize(seed);
      const random = randomStream(seed, 'verify', 'parameters', name);
      return [name, trainable ? start.map((value) => value + 0.1 * random.normal()) : start] as const;
    }),
  );
}
