/** Points in data units as arrays of numbers, or of pixels for images. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type AnswerArray, arrayOf } from '../answer.ts';
import type { DataFacts } from '../opened/open-flow.ts';

/**
 * @param pixels uint8 0 … 255 instead of float64
 * @throws FlowscopeError `wrong-value` (exit 2): pixels were requested for data that are not images
 */
export function pointArray(
  values: Float64Array | Float32Array | Uint8Array,
  leading: readonly number[],
  { summary }: Pick<DataFacts, 'summary'>,
  pixels: boolean,
): AnswerArray {
  const shape = [...leading, ...summary.shape];
  if (!pixels) return arrayOf(values instanceof Float64Array ? values : Float64Array.from(values), shape);
  if (summary.shape.length !== 3) {
    throw new FlowscopeError('wrong-value', `points of the shape [${summary.shape}] have no pixels`, {
      exitCode: 2,
      hint: 'Request the points without pixels: only images have pixels.',
    });
  }
  const scale = 255 / (2 ** (summary.bits ?? 8) - 1);
  // Clamping rounds too. A flow may put a little mass outside the range of pixel values.
  const clamped = Uint8ClampedArray.from(values, (value) => value * scale);
  return arrayOf(new Uint8Array(clamped.buffer), shape);
}
