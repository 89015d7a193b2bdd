/** Fits an image to the size and the channels that a spec asks for. */
import type { Raster } from './raster.ts';

export interface Fit {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** `crop`: scaled to cover the size, the rest cut off on both sides. `resize`: both sides scaled independently. */
  readonly how: 'crop' | 'resize';
}

/** For each new pixel: the first old pixel that contributes to it, and the weights of it and the following ones, which sum to 1. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Pixels of the new size, row-major [height, width, channels], rounded to 0 … 255.
 *
 * The image is composited onto white first. Gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Pixels are weighted by
 * a triangle as wide as two new pixels, or two old ones where the image grows: bilinear, without aliasing, as Pillow's
 * and torchvision's.
 */
export function fitted(raster: Raster, { height, width, channels, how }: Fit): Uint8Array {
  const area = how === 'resize' ? whole(raster) : centered(raster, height / width);
  const columns = tapsOf(area.left, area.width, width, raster.width);
  const rows = tapsOf(area.top, area.height, height, raster.height);
  const above = rows[0]!.first;
  const below = rows.at(-1)!;
  const line = new Uint8Array(raster.width * channels);
  // Each old row at its new width.
  const narrow = new Float64Array((below.first + below.weights.length - above) * width * channels);
  for (let y = above, at = 0; y < below.first + below.weights.length; y++) {
    opaqueRow(raster, y, channels, line);
    for (const { first, weights } of columns) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * line[(first + i) * channels + channel]!;
        narrow[at++] = sum;
      }
    }
  }
  const out = new Uint8Array(height * width * channels);
  const length = width * channels;
  for (const [y, { first, weights }] of rows.entries()) {
    for (let x = 0; x < length; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * narrow[(first - above + i) * length + x]!;
      out[y * length + x] = Math.floor(sum + 0.5);
    }
  }
  return out;
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function whole({ width, height }: Raster): Area {
  return { left: 0, top: 0, width, height };
}

/** The largest area in the middle with this ratio of height to width. */
function centered({ width, height }: Raster, ratio: number): Area {
  const [w, h] = width * ratio <= height ? [width, width * ratio] : [height / ratio, height];
  return { left: (width - w) / 2, top: (height - h) / 2, width: w, height: h };
}

function tapsOf(start: number, length: number, count: number, size: number): readonly Taps[] {
  const scale = length / count;
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, i) => {
    const center = start + (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - reach + 0.5));
    const end = Math.min(size, Math.floor(center + reach + 0.5));
    const raw = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - center) / reach),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

/** A row of the image on white, with 1 or 3 channels. */
function opaqueRow({ rgba, width }: Raster, y: number, channels: 1 | 3, line: Uint8Array): void {
  for (let x = 0, from = 4 * y * width, to = 0; x < width; x++, from += 4) {
    const opacity = rgba[from + 3]!;
    const red = onWhite(rgba[from]!, opacity);
    const green = onWhite(rgba[from + 1]!, opacity);
    const blue = onWhite(rgba[from + 2]!, opacity);
    if (channels === 1) {
      // The weights of 0.299, 0.587 and 0.114 in 16 bits, rounded.
      line[to++] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    } else {
      line[to++] = red;
      line[to++] = green;
      line[to++] = blue;
    }
  }
}

function onWhite(value: number, opacity: number): number {
  return opacity === 255 ? value : Math.round((value * opacity + 255 * (255 - opacity)) / 255);
}
