import { sizeOf } from '../../tensor/tensor.ts';
import { type AnswerArray, arrayOf } from '../answer.ts';
import type { OpenModel } from './open-flow.ts';

/** `conditions` of an answer: the condition images in a context, each in its own shape. */
export function conditionPictures(
  { plan }: Pick<OpenModel, 'plan'>,
  context: Float32Array | null,
): { readonly conditions?: readonly { readonly name: string; readonly pixels: AnswerArray }[] } {
  const images = plan.context?.images ?? [];
  if (images.length === 0 || context === null) return {};
  // They are behind all columns.
  let offset = context.length - images.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    conditions: images.map(({ name, shape }) => {
      const values = context.subarray(offset, offset + sizeOf(shape));
      offset += values.length;
      return {
        name,
        pixels: arrayOf(
          Uint8Array.from(values, (value) => Math.round(255 * value)),
          shape,
        ),
      };
    }),
  };
}
