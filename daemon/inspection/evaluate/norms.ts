/** ‖z‖² of rows beside their log q: a row can be unlikely because of its latent, or because of the log-det. */
import type { PreparedRows } from '../../data/prepare.ts';
import { sampleRows } from '../../evaluation/sample-rows.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { type EncodeOptions, encodeRows } from '../points/encode-rows.ts';
import { notableRows } from '../points/weighted-rows.ts';

export interface Norms {
  /** Of the latents. */
  readonly dimension: number;
  /** [rows] */
  readonly squaredNorm: Float64Array;
  /** Nats, [rows]; −∞ on float32 overflow. */
  readonly logq: Float64Array;
}

/** @returns null: the model has no encoder, or no log q */
export async function normsOf(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  split: 'train' | 'validation' | 'test',
  options: EncodeOptions,
): Promise<Norms | null> {
  if (open.maps.encode === null || open.model.logDensity === null) return null;
  const rows = data.split(split);
  const { latents, logProb, count } = await encodeRows(runtime, open, data, rows, {
    ...options,
    ...(rows.weights === undefined ? {} : { chosen: someNotableRows(rows, options.limit ?? rows.count) }),
  });
  const dimension = latents.length / count;
  const squaredNorm = new Float64Array(count);
  for (let i = 0; i < latents.length; i++) squaredNorm[Math.floor(i / dimension)]! += latents[i]! ** 2;
  return { dimension, squaredNorm, logq: logProb };
}

function someNotableRows(rows: PreparedRows, most: number): Uint32Array {
  const notable = notableRows(rows);
  return sampleRows(notable.length, most, randomStream(0, 'norms')).map((i) => notable[i]!);
}
