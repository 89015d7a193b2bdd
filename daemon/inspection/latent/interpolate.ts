/** A path through the latent space between two rows of the data. */
import type { Runtime } from '../../runtime/runtime.ts';
import { repeatRow } from '../graphs/batches.ts';
import { mapCoordinates, normalScores } from '../numerics/normal-scores.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { type NumberedBy, numberedPoints } from './numbered-points.ts';

export interface InterpolateOptions {
  readonly split: 'train' | 'validation' | 'test';
  /** Rows of the split or draws, 0-based. */
  readonly from: number;
  readonly to: number;
  /** Number of points including both ends; ≥ 2. */
  readonly columns: number;
  readonly path: 'spherical' | 'linear';
  /** What the numbers of the ends are of. Default: null. */
  readonly latents?: NumberedBy;
  /** Seed of the draws. */
  readonly seed: number;
  /** [C] at all points; null or absent: from that of one row to that of the other. */
  readonly context?: Float32Array | null;
  readonly signal?: AbortSignal | null;
}

export interface Interpolation {
  /** 0 … 1, [columns]. */
  readonly positions: readonly number[];
  /** Data units, [columns, D] row-major. */
  readonly values: Float64Array;
  /** [columns, C], or null for a flow without context. */
  readonly context: Float32Array | null;
}

/**
 * Decodes points between two encoded rows, or two draws of the prior. `spherical` stays on the shell on which normal scores concentrate (White,
 * Sampling Generative Networks, 2016); `linear` crosses its interior. The context is fixed or interpolated linearly. With
 * a fixed one, an end is its row again only if it is the context of this row.
 */
export async function interpolate(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  {
    split,
    from,
    to,
    latents: by = null,
    columns,
    path,
    seed,
    context: fixed = null,
    signal = null,
  }: InterpolateOptions,
): Promise<Interpolation> {
  const scores = normalScores(open);
  const options = { by, seed, signal };
  const ends = await numberedPoints(runtime, open, data, data.split(split), [from, to], scores, options);
  const { dimension } = ends;
  const [a, b] = [ends.scores.subarray(0, dimension), ends.scores.subarray(dimension)];
  const positions = Array.from({ length: columns }, (_, i) => i / (columns - 1));
  const angle = path === 'spherical' ? angleBetween(a, b) : 0;
  const values = new Float32Array(columns * dimension);
  const context = fixed === null ? blended(ends.context, positions) : repeatRow(fixed, columns);
  for (const [i, t] of positions.entries()) {
    const [wa, wb] = weights(angle, t);
    for (let d = 0; d < dimension; d++) values[i * dimension + d] = wa * a[d]! + wb * b[d]!;
  }
  const latents = { values: mapCoordinates(values, dimension, scores.fromScore), count: columns, context };
  return { positions, values: await decodeLatents(runtime, open, data, latents, signal), context };
}

/** @param ends [2, C], or null */
function blended(ends: Float32Array | null, positions: readonly number[]): Float32Array | null {
  if (ends === null) return null;
  const size = ends.length / 2;
  const out = new Float32Array(positions.length * size);
  for (const [i, t] of positions.entries()) {
    for (let c = 0; c < size; c++) out[i * size + c] = (1 - t) * ends[c]! + t * ends[size + c]!;
  }
  return out;
}

/** With a sine below this (angles near 0 or half a turn) the division is inaccurate, and a straight line is as good. */
const SMALLEST_SINE = 1e-4;

function weights(angle: number, t: number): readonly [number, number] {
  const sine = Math.sin(angle);
  if (Math.abs(sine) < SMALLEST_SINE) return [1 - t, t];
  return [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
}

function angleBetween(a: Float32Array, b: Float32Array): number {
  let [aa, bb, ab] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    aa += a[d]! ** 2;
    bb += b[d]! ** 2;
    ab += a[d]! * b[d]!;
  }
  return aa === 0 || bb === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb))));
}
