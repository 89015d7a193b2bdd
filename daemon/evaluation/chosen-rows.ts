/** Single rows with the dequantization noise that they get when all rows are evaluated: every figure of a row is of the same point. */
import type { PreparedRows } from '../data/prepare.ts';
import type { Values } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { evaluationBatch } from './evaluator.ts';
import { batchFeeds, evaluationNoise, type NoiseInput, type RowSubject } from './row-graph.ts';
import { takePreparedRows } from './sample-rows.ts';

/** What tells an evaluation of all rows how it draws noise. */
export interface EvaluatedRows {
  readonly subject: Pick<RowSubject, 'inputShape'>;
  /** All rows of the split. */
  readonly rows: PreparedRows;
  readonly noiseSeed: number;
}

/** Fills a batch's feeds with rows of the split; beyond the end the last one is repeated. @param chosen 0-based, 1 … `batch` of them */
export function chosenFeeds(
  evaluated: EvaluatedRows,
  chosen: Uint32Array,
  batch: number,
  noise: readonly NoiseInput[],
): Record<string, Values> {
  const feeds = batchFeeds(takePreparedRows(evaluated.rows, chosen), 0, batch, [], evaluated.noiseSeed);
  const padded = Uint32Array.from({ length: batch }, (_, i) => chosen[Math.min(i, chosen.length - 1)]!);
  for (const input of noise) feeds[input.name] = noiseAt(evaluated, padded, input);
  return feeds;
}

/** Noise of the chosen rows, [n, …]. @param input of a graph with any batch */
export function noiseAt(
  { subject, rows, noiseSeed }: EvaluatedRows,
  chosen: Uint32Array,
  { name, kind, shape }: NoiseInput,
): Float32Array {
  const batch = evaluationBatch(subject, rows.count);
  const own = shape.slice(1);
  const width = sizeOf(own);
  const result = new Float32Array(chosen.length * width);
  let start = -1;
  let noise: Float32Array = new Float32Array();
  for (const [i, row] of chosen.entries()) {
    const first = row - (row % batch);
    if (first !== start) {
      start = first;
      noise = evaluationNoise({ name, kind, shape: [batch, ...own] }, noiseSeed, start);
    }
    result.set(noise.subarray((row - start) * width, (row - start + 1) * width), i * width);
  }
  return result;
}
