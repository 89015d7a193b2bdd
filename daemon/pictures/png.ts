import { encode } from 'fast-png';
import type { PixelCanvas } from './pixel-canvas.ts';

/** The canvas as the bytes of a PNG file (opaque: RGB without alpha). */
export function encodePng(canvas: Pick<PixelCanvas, 'width' | 'height' | 'pixels'>): Uint8Array {
  const count = canvas.width * canvas.height;
  const data = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    data[i * 3] = canvas.pixels[i * 4]!;
    data[i * 3 + 1] = canvas.pixels[i * 4 + 1]!;
    data[i * 3 + 2] = canvas.pixels[i * 4 + 2]!;
  }
  return encode({ width: canvas.width, height: canvas.height, data, channels: 3, depth: 8 });
}
