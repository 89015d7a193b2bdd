/** The input and output values of one layer for rows of data, and the layer's scale and shift. */

import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds, rowDensity } from '../../evaluation/row-graph.ts';
import type { Probe, ProbePoint } from '../../flow/apply/environment.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { keptMask } from '../../flow/kept-mask.ts';
import type { Leaf } from '../../flow/segments.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { add, div, mul, sub } from '../../tensor/ops/arithmetic.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { greaterEqual, where } from '../../tensor/ops/select.ts';
import { abs } from '../../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { placesOf } from '../graphs/layer-readings.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';

export interface LayerStates {
  readonly layer: FlatLayer;
  readonly rows: number;
  /** The flow's units, row-major [rows, …inputShape] and [rows, …outputShape]. */
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Of `output`, which has the channels that leave the flow after the layer. */
  readonly outputShape: Shape;
  /**
   * For layers z = x·exp(s) + t in the direction data → latent: s and t, [rows, …inputShape]; NaN if x is unchanged.
   */
  readonly affine: { readonly logScale: Float32Array; readonly shift: Float32Array } | null;
  /**
   * ln|∂z/∂x| of each element by itself, data → latent, [rows, …inputShape]; null for layers that do not map each element
   * by itself.
   */
  readonly logDets: Float32Array | null;
}

export interface LayerStatesOptions {
  /** Index in the expanded plan. */
  readonly index: number;
  /** Use only this many rows. */
  readonly limit: number;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

/** Most elements of each array, 16 MiB of float32. */
const LARGEST = 2 ** 22;

export async function layerStates(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { index, limit, noiseSeed, signal }: LayerStatesOptions,
): Promise<LayerStates> {
  const layer = flattenPlan(plan)[index]!;
  const outputShape = traitsOf(layer.type).factorsOut ? layer.inputShape : layer.outputShape;
  const widths = { input: sizeOf(layer.inputShape), output: sizeOf(outputShape) };
  const count = Math.min(limit, rows.count, Math.max(1, Math.floor(LARGEST / Math.max(widths.input, widths.output))));
  // The same batches as in the evaluator, so that a row gets the same dequantization noise.
  const batch = evaluationBatch(flow, rows.count);
  const dtype = dtypeOf(rows);
  const { entry } = transform;
  const changed = changedElements(layer);
  const result = {
    input: new Float32Array(count * widths.input),
    output: new Float32Array(count * widths.output),
    scale: new Float32Array(changed === null ? 0 : count * widths.input),
    shift: new Float32Array(changed === null ? 0 : count * widths.input),
    logDets: new Float32Array(count * widths.input),
  };
  let mapsElements = false;
  const build = () => {
    const bare = rowDensity(flow, { batch: 1, dtype, entry });
    const { leaf } = bare.readings[placesOf(bare.readings, plan)[index]!.reading]!;
    const graph = rowDensity(flow, { batch, dtype, entry, probe: probeOf(leaf, changed) });
    const place = placesOf(graph.readings, plan)[index]!;
    const { probed } = graph.readings[place.reading]!;
    return { ...graph, place, outputs: Object.entries(probed).map(([name, tensor]) => ({ name, tensor })) };
  };
  const key = ['layer', index, batch, dtype, entry];
  const fixed = parameterFeeds(flow, parameters);
  await withGraph(runtime, { flow, key, build }, async ({ noise, place }, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, noise, noiseSeed) });
      mapsElements = answer.logDets !== undefined;
      for (const name of Object.keys(result) as (keyof typeof result)[]) {
        const values = answer[name];
        if (values === undefined || result[name].length === 0) continue;
        const size = values.length / place.slices;
        const width = size / batch;
        const from = place.slice * size;
        result[name].set(values.subarray(from, from + own * width), start * width);
      }
    });
  });
  const { input, output, scale, shift } = result;
  const affine = changed && affineOf(scale, shift, changed);
  // Other layers with a scale for each element are elementwise.
  const logDets = mapsElements ? result.logDets : (affine?.logScale ?? null);
  return { layer, rows: count, input, output, outputShape, affine, logDets };
}

/** For a layer that scales and shifts: which elements it changes (1), and whether each depends on those before it. */
interface Changed {
  readonly mask: readonly number[];
  readonly sequential: boolean;
}

/** With more dimensions, a masked network is not evaluated once for each of them. */
const MOST_SEQUENTIAL = 16;

function changedElements(flat: FlatLayer): Changed | null {
  const { type, inputShape, inverted } = flat;
  const size = sizeOf(inputShape);
  const all = () => new Array<number>(size).fill(1);
  const { affine } = traitsOf(type);
  if (affine === 'elementwise') return { mask: all(), sequential: false };
  const mask = affine === 'masked' ? keptMask(flat) : null;
  if (mask !== null) return { mask: mask.map((kept) => 1 - kept), sequential: false };
  return affine === undefined || inverted || size > MOST_SEQUENTIAL ? null : { mask: all(), sequential: true };
}

function probeOf(wanted: Leaf, changed: Changed | null): Probe {
  return (at) => {
    if (at.leaf !== wanted) return {};
    const { input, output, direction, scope } = at;
    const logDets = wanted.bijection.elementLogDets?.(input, scope, direction);
    return {
      input,
      output: output.value,
      ...(changed === null ? {} : affineMap(at, changed)),
      ...(logDets ? { logDets } : {}),
    };
  };
}

/**
 * A second point p of each affine map x·scale + shift gives both: the scale is (f(x) − f(p))/(x − p), exact in real
 * arithmetic. p is 0 if |x| ≥ 1 and x + 1 otherwise, so that in float32 neither difference cancels at a large x.
 */
function affineMap({ leaf, direction, input, output, scope }: ProbePoint, { mask, sequential }: Changed) {
  const shape = input.shape.slice(1);
  const isLarge = greaterEqual(abs(input), scalar(1));
  const moved = (elements: readonly number[]) => {
    const kept = constant(
      elements.map((element) => 1 - element),
      shape,
    );
    return where(isLarge, mul(input, kept), add(input, constant(elements, shape)));
  };
  const at = (point: Tensor) => leaf.bijection[direction](point, scope).value;
  const value = sequential
    ? mask
        .map((_, i) => {
          const one = mask.map((__, j) => (i === j ? 1 : 0));
          return mul(at(moved(one)), constant(one, shape));
        })
        .reduce(add)
    : at(moved(mask));
  const point = moved(mask);
  const scale = div(sub(output.value, value), sub(input, point));
  return { scale, shift: sub(value, mul(scale, point)) };
}

/** Elements that the layer leaves unchanged are NaN. */
function affineOf(scale: Float32Array, shift: Float32Array, { mask }: Changed) {
  const changes = (i: number) => mask[i % mask.length] === 1;
  return {
    logScale: scale.map((value, i) => (changes(i) ? Math.log(Math.abs(value)) : Number.NaN)),
    shift: shift.map((value, i) => (changes(i) ? value : Number.NaN)),
  };
}
