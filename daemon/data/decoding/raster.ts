/** A decoded image, before it is fitted to the size that a spec asks for. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Row-major [height, width, 4]: red, green, blue and opacity (not premultiplied), 0 … 255. */
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** What a file says about its image before it is decoded. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 … 8; 1: as stored. */
  readonly orientation: number;
}

/** Most pixels of one image, 8192 × 8192: decoding takes 4 bytes for each, and a small file can declare billions. */
export const MAX_PIXELS = 2 ** 26;

/** Largest image file, bytes. */
export const MAX_IMAGE_BYTES = 2 ** 26;

/** Why an image cannot be read; the message continues "FILE: ". */
export class ImageProblem extends Error {}

/** @throws ImageProblem for an image without pixels, or with too many to decode */
export function checkPixels({ width, height }: Pick<ImageHeader, 'width' | 'height'>): void {
  if (width === 0 || height === 0) throw new ImageProblem(`declares an image of ${width} × ${height} pixels`);
  if (width * height > MAX_PIXELS) {
    throw new ImageProblem(`declares ${width} × ${height} pixels; at most ${MAX_PIXELS} are decoded`);
  }
}
