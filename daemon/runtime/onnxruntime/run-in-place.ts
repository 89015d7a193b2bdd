/**
 * Runs a model for what it writes into arrays of ours. The binding of ONNX Runtime writes results there, but then copies
 * each of them into a new array as well, which takes longer than the optimizer (8 to 20 ms for 16 MB, in which most
 * pages are new). It converts outputs in their order and stops with an error at the first that is no tensor: so the first
 * is one, and no copy is made.
 *
 * That error comes after all results have been written. Any other error is an error, and so is this one if the mark,
 * which the model sets, is not set. A version of the binding that converts sequences only returns copies that nobody
 * reads.
 */
import type * as ort from 'onnxruntime-node';
import type { InPlaceModel } from '../onnx/in-place-model.ts';
import { Tensor as OrtTensor } from './library.ts';
import type { OrtTensors } from './ort-tensors.ts';

const NO_TENSOR = 'Non tensor type is temporarily not supported.';

export interface InPlaceRun {
  /** Reads the feeds, and writes all outputs into their places. */
  run(feeds: OrtTensors): Promise<void>;
}

/** @param places of the outputs, in the order of the model's function */
export function inPlaceRun(
  session: ort.InferenceSession,
  { outputs, barrier, mark }: Omit<InPlaceModel, 'bytes'>,
  places: readonly ort.Tensor[],
): InPlaceRun {
  const marked = new Float32Array(1);
  const fetches = {
    [barrier]: null,
    [mark]: new OrtTensor('float32', marked, [1]),
    ...Object.fromEntries(outputs.map((name, i) => [name, places[i]!])),
  };
  return {
    async run(feeds) {
      marked[0] = 0;
      try {
        await session.run(feeds, fetches);
      } catch (error) {
        if (!(error instanceof Error) || error.message !== NO_TENSOR || marked[0] !== 1) throw error;
      }
      if (marked[0] !== 1) throw new Error('ONNX Runtime did not write its results where they belong');
    },
  };
}
