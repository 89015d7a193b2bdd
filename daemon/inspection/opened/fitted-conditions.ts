/** Condition images at the size of a point, to draw them beside points. */
import type { ContextImage } from '../../flow/plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FittedConditions {
  /** [height, width, channels] of a point each, 0 … 255. */
  readonly cells: readonly Uint8ClampedArray[];
  /** The pixels that each image covers in its cell; the rest is white. */
  readonly areas: readonly Area[];
}

const WHITE = 255;

/**
 * @param images of the plan, in the order in which they end the context
 * @param context [C], with images in [0, 1]
 * @param shape of a point: [height, width, channels]
 */
export function fittedConditions(
  images: readonly ContextImage[],
  context: Float32Array,
  shape: Shape,
): FittedConditions {
  let offset = context.length - images.reduce((sum, image) => sum + sizeOf(image.shape), 0);
  const cells = images.map((image) => {
    const values = context.subarray(offset, offset + sizeOf(image.shape));
    offset += values.length;
    return fitted(values, image.shape, shape);
  });
  return { cells, areas: images.map((image) => fittedArea(image.shape, shape)) };
}

/** Scaled by the same factor in both directions and centered on white. Gray images are converted to color. */
function fitted(values: Float32Array, from: Shape, to: Shape): Uint8ClampedArray {
  const [rows, columns, own] = from as readonly [number, number, number];
  const [height, width, channels] = to as readonly [number, number, number];
  const { x: left, y: top, width: wide, height: tall } = fittedArea(from, to);
  const out = new Uint8ClampedArray(height * width * channels).fill(WHITE);
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const pixel = Math.floor((y * rows) / tall) * columns + Math.floor((x * columns) / wide);
      for (let c = 0; c < channels; c++) {
        const value = values[pixel * own + Math.min(c, own - 1)]!;
        out[((top + y) * width + left + x) * channels + c] = 255 * value;
      }
    }
  }
  return out;
}

function fittedArea([rows, columns]: Shape, [height, width]: Shape): Area {
  const scale = Math.min(height! / rows!, width! / columns!);
  const [tall, wide] = [Math.max(1, Math.round(rows! * scale)), Math.max(1, Math.round(columns! * scale))];
  return { x: Math.floor((width! - wide) / 2), y: Math.floor((height! - tall) / 2), width: wide, height: tall };
}
