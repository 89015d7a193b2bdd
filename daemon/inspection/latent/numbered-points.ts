/** Points of the latent space that requests name by a number: encoded rows of a split, or draws of the prior. */
import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { NormalScores } from '../../flow/definition.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { mapCoordinates } from '../numerics/normal-scores.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { type LatentPoints, latentPoints } from './latent-points.ts';

/** `encoded`: rows of the split. `drawn`: samples, as of `samples` with the same seed. null: rows if there is an encoder. */
export type NumberedBy = 'encoded' | 'drawn' | null;

export interface NumberedOptions {
  readonly by: NumberedBy;
  /** Seed of the draws. */
  readonly seed: number;
  readonly signal: AbortSignal | null;
}

/** All draws up to a number are made. */
const MOST_DRAWS = 10_000;

export function areDrawn({ maps }: Pick<OpenModel, 'maps'>, by: NumberedBy): boolean {
  return by === null ? maps.encode === null : by === 'drawn';
}

/** @throws FlowscopeError `no-encoder`, `wrong-value` (exit 2) for a number that does not exist */
export async function numberedPoints(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  rows: PreparedRows,
  numbers: readonly number[],
  scores: NormalScores,
  { by, seed, signal }: NumberedOptions,
): Promise<LatentPoints> {
  if (!areDrawn(open, by)) {
    return latentPoints(runtime, open, data, rows, numbers, scores, signal);
  }
  const count = Math.max(...numbers) + 1;
  if (count > MOST_DRAWS) {
    throw new FlowscopeError(
      'wrong-value',
      `there is no draw ${count - 1}: draws have the numbers 0 … ${MOST_DRAWS - 1}`,
      {
        exitCode: 2,
      },
    );
  }
  const options = { count, temperature: 1, seed, context: null, signal };
  const { latents, context } = await drawSamples(runtime, open, data, options);
  const dimension = sizeOf(open.maps.latentShape);
  const chosen = pick(latents, numbers, dimension);
  return {
    count: numbers.length,
    dimension,
    latents: chosen,
    scores: mapCoordinates(chosen, dimension, scores.toScore),
    context: context && pick(context, numbers, open.maps.contextSize),
  };
}

function pick(values: Float32Array, numbers: readonly number[], width: number): Float32Array {
  const chosen = new Float32Array(numbers.length * width);
  for (const [i, number] of numbers.entries()) {
    chosen.set(values.subarray(number * width, (number + 1) * width), i * width);
  }
  return chosen;
}
