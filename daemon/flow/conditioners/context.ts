import { broadcastTo, reshape } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Scope, Site } from '../definition.ts';

/** The resolution as a key of `EncodedContext.maps`. */
export function mapKey({ height, width }: { readonly height: number; readonly width: number }): string {
  return `${height}x${width}`;
}

/** The size of the context for an image network, or of vectors. */
export function contextSizeFor({ contextSize, pixelContext }: Site, ofImages: boolean): number {
  return ofImages ? (pixelContext ?? contextSize) : contextSize;
}

/** A conditioner's input, [B, n] or [B, height, width, channels], with the context appended: to every pixel of images. */
export function withContext(x: Tensor, { context, contextMaps }: Scope): Tensor {
  const last = x.shape.length - 1;
  if (contextMaps !== undefined && last === 3) {
    const [, height, width] = x.shape as readonly [number, number, number, number];
    const map = contextMaps.get(mapKey({ height, width }));
    if (map === undefined) throw new Error(`the context has no map of ${height} × ${width}`);
    return concat([x, map], 3);
  }
  if (context === null) return x;
  const [batch, size] = context.shape as readonly [number, number];
  const spread = reshape(context, [batch, ...x.shape.slice(1, last).map(() => 1), size]);
  return concat([x, broadcastTo(spread, [...x.shape.slice(0, last), size])], last);
}
