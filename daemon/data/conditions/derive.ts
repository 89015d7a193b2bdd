/** Makes the modeled part and the condition images of each image. */
import { sizeOf } from '../../tensor/tensor.ts';
import { checkContextNumbers } from '../limits.ts';
import type { ConditionLayout, ConditionSource, Rectangle } from './layout.ts';

/** Images of a file, row-major [count, height, width, channels], integers 0 … 2ⁿ−1. */
export interface IntegerImages {
  readonly values: Uint8Array;
  readonly count: number;
  readonly bits: number;
}

/** The modeled part of each image, row-major [count, …layout.shape]. */
export function modeledPart({ values, count }: IntegerImages, { whole, modeled }: ConditionLayout): Uint8Array {
  if (modeled.height === whole[0] && modeled.width === whole[1]) return values;
  const out = new Uint8Array(count * modeled.height * modeled.width * whole[2]!);
  const [size, line] = [sizeOf(whole), modeled.width * whole[2]!];
  let at = 0;
  for (let row = 0; row < count; row++) {
    for (let y = 0; y < modeled.height; y++, at += line) {
      const from = row * size + ((modeled.top + y) * whole[1]! + modeled.left) * whole[2]!;
      out.set(values.subarray(from, from + line), at);
    }
  }
  return out;
}

/**
 * The condition images of each image, one after another, [count, values of all condition images], in [0, 1]: integers
 * are divided by 2ⁿ−1 first.
 * @param paired images of `contextPath` with as many rows; null without it
 * @param file for messages
 * @throws FlowscopeError `data` if they are too large
 */
export function conditionImages(
  images: IntegerImages,
  layout: ConditionLayout,
  paired: IntegerImages | null,
  file: string,
): Float32Array {
  const sizes = layout.images.map(({ shape }) => sizeOf(shape));
  const width = sizes.reduce((total, size) => total + size, 0);
  checkContextNumbers(images.count, width, file, 'use smaller condition images');
  const out = new Float32Array(images.count * width);
  const whole = sizeOf(layout.whole);
  const top = 2 ** images.bits - 1;
  const scaled = new Float32Array(whole);
  for (let row = 0; row < images.count; row++) {
    for (let i = 0; i < whole; i++) scaled[i] = images.values[row * whole + i]! / top;
    let at = row * width;
    for (const [k, { from }] of layout.images.entries()) {
      const part = out.subarray(at, at + sizes[k]!);
      if (from.kind === 'paired') pairedImage(paired, row, part);
      else derive(from, scaled, layout, part);
      at += sizes[k]!;
    }
  }
  return out;
}

function pairedImage(paired: IntegerImages | null, row: number, out: Float32Array): void {
  if (paired === null) throw new Error('the layout has a paired image, but there are none');
  const top = 2 ** paired.bits - 1;
  for (let i = 0; i < out.length; i++) out[i] = paired.values[row * out.length + i]! / top;
}

/** @param image one whole image in [0, 1] */
function derive(
  from: Exclude<ConditionSource, { readonly kind: 'paired' }>,
  image: Float32Array,
  { whole, modeled }: ConditionLayout,
  out: Float32Array,
): void {
  const [columns, channels] = [whole[1]!, whole[2]!];
  const pixel = (part: Rectangle, y: number, x: number, channel: number) =>
    image[((part.top + y) * columns + part.left + x) * channels + channel]!;
  switch (from.kind) {
    case 'crop': {
      const { height, width } = from.part;
      let at = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) out[at++] = pixel(from.part, y, x, c);
      }
      return;
    }
    case 'downsample': {
      const { factor } = from;
      const width = modeled.width / factor;
      out.fill(0);
      for (let y = 0; y < modeled.height; y++) {
        for (let x = 0; x < modeled.width; x++) {
          const at = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
          for (let c = 0; c < channels; c++) out[at + c]! += pixel(modeled, y, x, c) / (factor * factor);
        }
      }
      return;
    }
    case 'edges':
      edges(modeled, (y, x) => grayOf(channels, (c) => pixel(modeled, y, x, c)), out);
  }
}

function grayOf(channels: number, value: (channel: number) => number): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += value(c);
  return sum / channels;
}

/**
 * min(1, √(gx² + gy²)/4) with the gradients of Sobel's 3 × 3 operator on the mean of the channels: 1 for a straight edge
 * from black to white. Beyond the border, the nearest pixel is repeated.
 */
function edges({ height, width }: Rectangle, gray: (y: number, x: number) => number, out: Float32Array): void {
  const at = (y: number, x: number) => gray(Math.max(0, Math.min(height - 1, y)), Math.max(0, Math.min(width - 1, x)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [nw, n, ne] = [at(y - 1, x - 1), at(y - 1, x), at(y - 1, x + 1)];
      const [w, e] = [at(y, x - 1), at(y, x + 1)];
      const [sw, s, se] = [at(y + 1, x - 1), at(y + 1, x), at(y + 1, x + 1)];
      const across = ne + 2 * e + se - nw - 2 * w - sw;
      const down = sw + 2 * s + se - nw - 2 * n - ne;
      out[y * width + x] = Math.min(1, Math.hypot(across, down) / 4);
    }
  }
}
