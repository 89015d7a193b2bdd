/**
 * log|det| of layers that are too wide for whole Jacobians at many points. The Jacobian of coupling, elementwise and
 * permuting layers has few nonzero entries: outputs that are kept are unit rows, and each other output depends on one
 * input that is not kept. This form is checked exactly on the rows of a random 64-dimensional subspace of coordinates;
 * then one product wᵀJ with random signs w reveals every entry that the determinant consists of. For layers of another
 * form (linear, autoregressive) the whole Jacobian is computed, at one point.
 */
import { setImmediate } from 'node:timers/promises';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { keptMask } from '../../flow/kept-mask.ts';
import { randomStream } from '../../random/random-stream.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { type NdArray, sizeOf, type Tensor } from '../../tensor/tensor.ts';
import type { FlowPoints } from '../graphs/exact-graph.ts';
import { logAbsDeterminant } from '../numerics/matrices.ts';
import type { RowGraph } from './exact-jacobians.ts';
import { unitRows } from './exact-jacobians.ts';

const COLUMNS = 64;

/**
 * log|det ∂h_l/∂h_{l−1}| of each layer at each point, nats; null if it was not computed.
 * @throws the signal's reason once it is aborted
 */
export async function subspaceLogDets(
  rows: RowGraph,
  plan: readonly FlatLayer[],
  points: FlowPoints,
  seed: number,
  signal: AbortSignal | null,
): Promise<(number | null)[][]> {
  const dimension = rows.cotangent.shape[1]!;
  const random = randomStream(seed, 'verify', 'subspace');
  const chosen = Array.from(random.permutation(dimension).subarray(0, COLUMNS));
  const signs = Float64Array.from({ length: dimension }, () => (random.uniform() < 0.5 ? -1 : 1));
  const layers = plan.map(() => new Array<number | null>(points.count).fill(null));
  for (let point = 0; point < points.count; point++) {
    const sampled = await jacobianRows(rows, rows.layers, points, point, chosen, signal);
    const [product] = await products(rows, rows.layers, points, point, [signs], signal);
    for (const [l, layer] of plan.entries()) {
      const kept = keptOf(layer, dimension);
      const [own, pulled] = [sampled.map((row) => row[l]!), product![l]!];
      if (hasSparseForm(own, chosen, kept, pulled)) {
        layers[l]![point] = kept.reduce((sum, isKept, j) => (isKept ? sum : sum + Math.log(Math.abs(pulled[j]!))), 0);
      } else if (point === 0) {
        layers[l]![point] = await wholeLogDet(rows, l, points, signal);
      }
    }
  }
  return layers;
}

/** Coordinates that a layer keeps, by its mask, or that left the flow before it. */
function keptOf(layer: FlatLayer, dimension: number): boolean[] {
  const passed = dimension - sizeOf(layer.inputShape);
  const mask = keptMask(layer);
  return Array.from({ length: dimension }, (_, i) => i < passed || mask?.[i - passed] === 1);
}

function hasSparseForm(
  sampled: readonly Float64Array[],
  chosen: readonly number[],
  kept: readonly boolean[],
  product: Float64Array,
): boolean {
  return sampled.every((row, k) => {
    const nonzero = Array.from(row.keys()).filter((j) => row[j] !== 0 && !kept[j]);
    if (kept[chosen[k]!]) return row.every((value, j) => value === (j === chosen[k] ? 1 : 0));
    if (nonzero.length !== 1) return false;
    const [j] = nonzero as [number];
    return Math.abs(Math.abs(product[j]!) - Math.abs(row[j]!)) <= 1e-12 * Math.abs(row[j]!);
  });
}

async function wholeLogDet(rows: RowGraph, layer: number, points: FlowPoints, signal: AbortSignal | null) {
  const dimension = rows.cotangent.shape[1]!;
  const all = Array.from({ length: dimension }, (_, row) => row);
  const jacobian = new Float64Array(dimension * dimension);
  const found = await jacobianRows(rows, [rows.layers[layer]!], points, 0, all, signal);
  for (const [row, [values]] of found.entries()) jacobian.set(values!, row * dimension);
  return logAbsDeterminant(jacobian);
}

/** Rows of the Jacobians at one point: [row][layer]. */
function jacobianRows(
  rows: RowGraph,
  layers: readonly (Tensor | null)[],
  points: FlowPoints,
  point: number,
  chosen: readonly number[],
  signal: AbortSignal | null,
): Promise<Float64Array[][]> {
  const dimension = rows.cotangent.shape[1]!;
  const cotangents = chosen.map((row) => unitRows([row], dimension).data);
  return products(rows, layers, points, point, cotangents, signal);
}

/** wᵀJ at one point for each w: [w][layer]. */
async function products(
  { graph, cotangent }: RowGraph,
  layers: readonly (Tensor | null)[],
  points: FlowPoints,
  point: number,
  cotangents: readonly Float64Array[],
  signal: AbortSignal | null,
): Promise<Float64Array[][]> {
  const dimension = cotangent.shape[1]!;
  const wanted = layers.flatMap((tensor, at) => (tensor ? [{ tensor, at }] : []));
  const answers: Float64Array[][] = [];
  for (let start = 0; start < cotangents.length; start += graph.batch) {
    signal?.throwIfAborted();
    const feeds = graph.feeds(points, new Array<number>(graph.batch).fill(point));
    const part = cotangents.slice(start, start + graph.batch);
    feeds.set(cotangent, stacked(part, cotangent));
    const results = evaluate(
      wanted.map(({ tensor }) => tensor),
      feeds,
    );
    for (const i of part.keys()) {
      const own = layers.map(() => new Float64Array(dimension));
      for (const [k, { at }] of wanted.entries()) {
        own[at] = results[k]!.data.slice(i * dimension, (i + 1) * dimension);
      }
      answers.push(own);
    }
    await setImmediate();
  }
  return answers;
}

function stacked(vectors: readonly Float64Array[], { shape }: Tensor): NdArray {
  const data = new Float64Array(shape[0]! * shape[1]!);
  for (const [i, vector] of vectors.entries()) data.set(vector, i * shape[1]!);
  return { shape, data };
}
