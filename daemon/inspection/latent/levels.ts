/** What each part of the latent encodes: rows whose latents are resampled in one part and kept in the others. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { LatentPart } from '../../flow/latent-parts.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { rowsOf } from '../graphs/batches.ts';
import { normalScores } from '../numerics/normal-scores.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { latentPoints } from './latent-points.ts';

export interface LevelsOptions {
  readonly split: 'train' | 'validation' | 'test';
  /** First row, 0-based, and the number of rows. */
  readonly row: number;
  readonly count: number;
  /** Draws of each part. */
  readonly samples: number;
  readonly temperature: number;
  readonly seed: number;
  readonly signal?: AbortSignal | null;
}

export interface Level extends Pick<LatentPart, 'layer'> {
  /** Of one row. */
  readonly shape: number[];
  /** Root mean square of x' − x over the rows, draws and values, data units. */
  readonly change: number;
}

export interface Levels {
  /** From the finest part to the coarsest, in the order of the latent. */
  readonly levels: Level[];
  /** Columns per row: the row, its reconstruction, then `samples` of each level. */
  readonly columns: number;
  /** Data units, [count, columns, D]. */
  readonly values: Float64Array;
  /** Largest |g(f(x)) − x|, data units. */
  readonly roundTripError: number;
}

/**
 * Resampling one level of a multi-scale flow, as in Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP (ICLR
 * 2017), appendix D.
 * @throws FlowscopeError `wrong-value` (exit 2) for a row that does not exist
 */
export async function levels(
  runtime: Runtime,
  open: OpenFlow,
  data: OpenData,
  { split, row, count, samples, temperature, seed, signal = null }: LevelsOptions,
): Promise<Levels> {
  const rows = data.split(split);
  if (row >= rows.count) {
    throw new FlowscopeError('wrong-value', `there is no row ${row}: the split has the rows 0 … ${rows.count - 1}`, {
      exitCode: 2,
    });
  }
  const { flow } = open;
  const width = sizeOf(flow.latentShape);
  const indices = Array.from({ length: Math.min(count, rows.count - row) }, (_, i) => row + i);
  const scores = normalScores(open);
  const encoded = await latentPoints(runtime, open, data, rows, indices, scores, signal);
  const parts = flow.latentParts;
  const perRow = 1 + parts.length * samples;
  const total = indices.length * perRow;
  const owners = Array.from({ length: total }, (_, i) => Math.floor(i / perRow));
  const contexts = encoded.context ? rowsOf(encoded.context, flow.contextSize, owners) : undefined;
  const options = { count: total, temperature, seed, context: null, contexts, signal };
  const { latents: drawn } = await drawSamples(runtime, open, data, options);
  const latents = rowsOf(encoded.latents, width, owners);
  for (let i = 0; i < total; i++) {
    const place = (i % perRow) - 1;
    if (place < 0) continue;
    const { start, shape } = parts[Math.floor(place / samples)]!;
    const [from, to] = [i * width + start, i * width + start + sizeOf(shape)];
    latents.set(drawn.subarray(from, to), from);
  }
  const decoded = await decodeLatents(
    runtime,
    open,
    data,
    { values: latents, count: total, context: contexts ?? null },
    signal,
  );
  const points = data.dataset[split].values;
  const columns = 1 + perRow;
  const values = new Float64Array(indices.length * columns * width);
  for (const [i, index] of indices.entries()) {
    values.set(Float64Array.from(points.subarray(index * width, (index + 1) * width)), i * columns * width);
    values.set(decoded.subarray(i * perRow * width, (i + 1) * perRow * width), (i * columns + 1) * width);
  }
  const at = (place: number, column: number) =>
    values.subarray((place * columns + column) * width, (place * columns + column + 1) * width);
  const rootMeanSquare = (first: number) => {
    let sum = 0;
    for (const place of indices.keys()) {
      for (let column = first; column < first + samples; column++) sum += squares(at(place, column), at(place, 0));
    }
    return Math.sqrt(sum / (indices.length * samples * width));
  };
  return {
    levels: parts.map(({ layer, shape }, p) => ({ layer, shape: [...shape], change: rootMeanSquare(2 + p * samples) })),
    columns,
    values,
    roundTripError: Math.max(...indices.map((_, place) => largest(at(place, 1), at(place, 0)))),
  };
}

function squares(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}

function largest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
