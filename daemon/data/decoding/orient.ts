import type { Raster } from './raster.ts';

/**
 * The image in its upright orientation.
 * @param orientation of EXIF (Exif 2.32, tag 0x0112): where the stored first row and first column are
 */
export function oriented(raster: Raster, orientation: number): Raster {
  if (orientation === 1) return raster;
  const { width: w, height: h, rgba } = raster;
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [h, w] : [w, h];
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, w * h);
  const to = new Uint32Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = storedAt(orientation, x, y, w, h);
      to[y * width + x] = from[row * w + column]!;
    }
  }
  return { width, height, rgba: new Uint8Array(to.buffer) };
}

/** Column and row in the file of the pixel that is seen at (x, y). */
function storedAt(orientation: number, x: number, y: number, w: number, h: number): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [w - 1 - x, y];
    case 3:
      return [w - 1 - x, h - 1 - y];
    case 4:
      return [x, h - 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [y, h - 1 - x];
    case 7:
      return [w - 1 - y, h - 1 - x];
    case 8:
      return [w - 1 - y, x];
    default:
      return [x, y];
  }
}
