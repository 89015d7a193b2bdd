/** Rows of a split as points of the latent space in normal scores, from which traversals and interpolations start. */

import type { PreparedRows } from '../../data/prepare.ts';
import { takeRows } from '../../data/split-rows.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { NormalScores } from '../../flow/definition.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { mapCoordinates } from '../numerics/normal-scores.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { encodeRows } from '../points/encode-rows.ts';

export interface LatentPoints {
  readonly count: number;
  readonly dimension: number;
  /** Latents, [count, D]. */
  readonly latents: Float32Array;
  /** The same as normal scores of the base, [count, D]. */
  readonly scores: Float32Array;
  /** [count, C] or null. */
  readonly context: Float32Array | null;
}

/**
 * Encodes the rows of `rows` at `indices` (0-based), with the dequantization noise that they have in an evaluation.
 * @throws FlowscopeError `wrong-value` (exit 2) for a row that does not exist
 */
export async function latentPoints(
  runtime: Runtime,
  open: OpenModel,
  data: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  indices: readonly number[],
  scores: NormalScores,
  signal: AbortSignal | null,
): Promise<LatentPoints> {
  const wrong = indices.find((row) => !Number.isInteger(row) || row < 0 || row >= rows.count);
  if (wrong !== undefined) {
    throw new FlowscopeError('wrong-value', `there is no row ${wrong}: the split has the rows 0 … ${rows.count - 1}`, {
      exitCode: 2,
    });
  }
  const chosen = Uint32Array.from(indices);
  const noiseSeed = open.plan.training.seed;
  const { latents, count } = await encodeRows(runtime, open, data, rows, { noiseSeed, chosen, signal });
  const dimension = sizeOf(open.maps.latentShape);
  const context = rows.context && takeRows(rows.context, open.maps.contextSize, chosen);
  return { count, dimension, latents, scores: mapCoordinates(latents, dimension, scores.toScore), context };
}
