import { broadcastTo, reshape } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Scope } from '../definition.ts';

/** A conditioner's input, [B, n] or [B, height, width, channels], with the context appended: to every pixel of images. */
export function withContext(x: Tensor, { context }: Scope): Tensor {
  if (context === null) return x;
  const last = x.shape.length - 1;
  const [batch, size] = context.shape as readonly [number, number];
  const spread = reshape(context, [batch, ...x.shape.slice(1, last).map(() => 1), size]);
  return concat([x, broadcastTo(spread, [...x.shape.slice(0, last), size])], last);
}
