/** Rows of a split as points of the latent space in normal scores, from which traversals and interpolations start. */
import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { NormalScores } from '../../flow/definition.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { mapCoordinates } from '../numerics/normal-scores.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
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

/** Encodes the rows of `rows` at `indices` (0-based). */
export async function latentPoints(
  runtime: Runtime,
  open: OpenFlow,
  data: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  indices: readonly number[],
  scores: NormalScores,
  options: { readonly noiseSeed: number; readonly signal: AbortSignal | null },
): Promise<LatentPoints> {
  const chosen = chooseRows(rows, indices);
  const { latents, count } = await encodeRows(runtime, open, data, chosen, options);
  const dimension = sizeOf(open.flow.latentShape);
  const { context } = chosen;
  return { count, dimension, latents, scores: mapCoordinates(latents, dimension, scores.toScore), context };
}

/** @throws FlowscopeError `wrong-value` (exit 2) for a row that does not exist */
function chooseRows({ count, values, context }: PreparedRows, indices: readonly number[]): PreparedRows {
  const wrong = indices.find((row) => !Number.isInteger(row) || row < 0 || row >= count);
  if (wrong !== undefined) {
    throw new FlowscopeError('wrong-value', `there is no row ${wrong}: the split has the rows 0 … ${count - 1}`, {
      exitCode: 2,
    });
  }
  const take = <T extends Float32Array | Uint8Array>(source: T): T => {
    const width = source.length / count;
    const size = indices.length * width;
    const result = (source instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size)) as T;
    for (const [i, row] of indices.entries()) result.set(source.subarray(row * width, (row + 1) * width), i * width);
    return result;
  };
  return { count: indices.length, values: take(values), context: context && take(context) };
}
