/** Mirrors images of a training batch left to right, as if the data contained each image both ways. */
import { randomStream } from '../random/random-stream.ts';
import { add, mul, reshape, sub } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { take } from '../tensor/ops/take.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';

/**
 * The batch with some of its images mirrored. Exact: pixels are small integers.
 * @param x [batch, height, width, channels] @param mirrored [batch]: 1 for an image that is mirrored, else 0
 */
export function mirroredBatch(x: Tensor, mirrored: Tensor): Tensor {
  const width = x.shape[2]!;
  const other = take(
    x,
    Array.from({ length: width }, (_, column) => width - 1 - column),
    2,
  );
  return add(x, mul(reshape(mirrored, [x.shape[0]!, 1, 1, 1]), sub(other, x)));
}

/**
 * The contexts of a batch, with the condition images of mirrored images mirrored as well. This equals deriving them
 * from the mirrored images: layouts for which it would not are refused.
 * @param context [batch, C], a vector and then images of these shapes [height, width, channels]
 */
export function mirroredContext(context: Tensor, mirrored: Tensor, shapes: readonly Shape[]): Tensor {
  if (shapes.length === 0) return context;
  const [batch, size] = context.shape as readonly [number, number];
  const sizes = shapes.map(sizeOf);
  const vector = size - sizes.reduce((sum, own) => sum + own, 0);
  const [first, ...images] = split(
    context,
    [vector, ...sizes].filter((own) => own > 0),
    1,
  );
  const parts = vector > 0 ? images : [first!, ...images];
  const seen = parts.map((part, i) =>
    reshape(mirroredBatch(reshape(part, [batch, ...shapes[i]!]), mirrored), [batch, sizes[i]!]),
  );
  return concat(vector > 0 ? [first!, ...seen] : seen, 1);
}

/**
 * Which images of a step's batch are mirrored: a pure function of seed, step and place in the batch, which seed and step
 * give a row.
 * @param out [batch]
 */
export function fillMirrored(seed: number, step: number, out: Float32Array): void {
  randomStream(seed, 'mirror', step).fillUniform(out);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! < 0.5 ? 1 : 0;
}
