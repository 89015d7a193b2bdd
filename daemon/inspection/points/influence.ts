/** How much each latent coordinate moves the data: the mean over points of ‖∂g/∂zᵢ‖₂. */

import type { Dataset } from '../../data/definition.ts';
import { blocksOf, type ValueRows, valueReader } from '../../data/stored/stored-rows.ts';
import { type Turn, turnsOf } from '../../data/turns.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { circularMoments } from '../../statistics/circle.ts';
import { vectorJacobianProduct } from '../../tensor/gradients.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchOf, forEachBatch } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { decodingGraphOf } from '../graphs/latent-graphs.ts';
import type { OpenModel } from '../opened/open-flow.ts';
import type { Latents } from './decode-latents.ts';

/** Up to this dimension every row of the Jacobian is computed; above it, its squared columns are estimated. */
const EXACT_DIMENSION = 64;
const PROBES = 16;

export interface Influence {
  /** One for each latent dimension, in units of the data's standard deviation. */
  readonly values: Float64Array;
  /** `probes`: Σⱼ J²ⱼᵢ = E[(wᵀJ)²ᵢ] with 16 random sign vectors w per point; the mean of its root is slightly low. */
  readonly method: 'full' | 'probes';
}

/**
 * @param scale 1/std of each coordinate of a point
 */
export async function latentInfluence(
  runtime: Runtime,
  open: OpenModel,
  latents: Latents,
  scale: Float64Array,
  seed: number,
  signal: AbortSignal | null = null,
): Promise<Influence> {
  const { maps } = open;
  const dimension = sizeOf(maps.latentShape);
  const size = sizeOf(maps.inputShape);
  const exact = size <= EXACT_DIMENSION;
  const perPoint = exact ? size : PROBES;
  const total = latents.count * perPoint;
  const batch = evaluationBatch(maps, total);
  const build = () => {
    const graph = decodingGraphOf(maps, batch, true);
    const cotangent = input('cotangent', graph.x.shape);
    const [pulled] = vectorJacobianProduct([graph.x], [cotangent], [graph.z]);
    return {
      inputs: [...graph.inputs, { name: 'cotangent', tensor: cotangent }],
      outputs: [{ name: 'pulled', tensor: pulled! }],
    };
  };
  const fixed = parameterFeeds(maps, open.parameters);
  const random = randomStream(seed, 'influence');
  const squares = new Float64Array(latents.count * dimension);
  const [z, w] = [new Float32Array(batch * dimension), new Float32Array(batch * size)];
  const context = latents.context && new Float32Array(batch * maps.contextSize);
  await withGraph(runtime, { flow: maps, key: ['influence', batch], build }, async (_, compiled) => {
    await forEachBatch(total, batch, signal, async (start, own) => {
      w.fill(0);
      for (let i = 0; i < own; i++) {
        const [point, probe] = [Math.floor((start + i) / perPoint), (start + i) % perPoint];
        z.set(latents.values.subarray(point * dimension, (point + 1) * dimension), i * dimension);
        context?.set(batchOf(latents.context!, maps.contextSize, point, 1), i * maps.contextSize);
        if (exact) w[i * size + probe] = scale[probe]!;
        else for (let d = 0; d < size; d++) w[i * size + d] = random.uint32() < 2 ** 31 ? scale[d]! : -scale[d]!;
      }
      const answer = await compiled.run({ ...fixed, z, cotangent: w, ...(context ? { context } : {}) });
      for (let i = 0; i < own * dimension; i++) {
        const point = Math.floor((start + Math.floor(i / dimension)) / perPoint);
        squares[point * dimension + (i % dimension)]! += answer.pulled![i]! ** 2 / (exact ? 1 : PROBES);
      }
    });
  });
  const values = new Float64Array(dimension);
  for (let i = 0; i < squares.length; i++) values[i % dimension]! += Math.sqrt(squares[i]!) / latents.count;
  return { values, method: exact ? 'full' : 'probes' };
}

type WeightedValueRows = ValueRows & { readonly weights?: Float64Array };

/** 1/std per coordinate of the flow's input, by the weights of the rows, and of angles around the circle; all pixels of images share one. */
export function inverseDeviations(dataset: Dataset, rows: WeightedValueRows): Float64Array {
  const dimension = sizeOf(dataset.summary.shape);
  const [sums, squares] = [new Float64Array(dimension), new Float64Array(dimension)];
  const { count, weights } = rows;
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? count;
  let first = 0;
  for (const values of blocksOf(rows)) {
    for (let i = 0; i < values.length; i++) {
      const share = (weights?.[first + Math.floor(i / dimension)] ?? 1) / total;
      sums[i % dimension]! += values[i]! * share;
      squares[i % dimension]! += values[i]! ** 2 * share;
    }
    first += values.length / dimension;
  }
  const turns = turnsOf(dataset.summary);
  const variances = squares.map((square, d) => {
    const turn = turns[d] ?? null;
    return turn === null ? Math.max(0, square - sums[d]! ** 2) : circularVariance(rows, d, turn);
  });
  const shared = variances.reduce((total, v) => total + v, 0) / dimension;
  const isImage = dataset.summary.shape.length === 3;
  return variances.map((v) => 1 / Math.sqrt((isImage ? shared : v) || 1));
}

function circularVariance(rows: WeightedValueRows, column: number, turn: Turn): number {
  const read = valueReader(rows);
  const values = {
    length: rows.count,
    value: (row: number) => read(row, column),
    weight: (row: number) => rows.weights?.[row] ?? 1,
  };
  return circularMoments(values, turn).std ** 2;
}
