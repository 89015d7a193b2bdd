/** Samples of the five color types of PNG as red, green, blue and opacity of 8 bits. */
import type { PngHeader } from './png.ts';
import { ImageProblem } from './raster.ts';

/** Gray, color, palette, gray with opacity, color with opacity. */
export type ColorType = 0 | 2 | 3 | 4 | 6;

const CHANNELS: Readonly<Record<ColorType, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isColorType(value: number | undefined): value is ColorType {
  return value !== undefined && Object.hasOwn(CHANNELS, value);
}

export function channelsOf(type: ColorType): number {
  return CHANNELS[type];
}

/**
 * Row-major [height, width, 4].
 * @param samples from `unfiltered` @param transparency content of tRNS: a transparent color, or opacities of the palette
 * @throws ImageProblem for a palette that is missing or too short
 */
export function pngPixels(
  header: PngHeader,
  samples: Uint8Array,
  palette: Uint8Array | null,
  transparency: Uint8Array | null,
): Uint8Array {
  const { depth, colorType, width, height } = header;
  const count = width * height;
  const out = new Uint8Array(4 * count);
  if (colorType === 3) {
    paletteInto(out, samples, palette, transparency);
    return out;
  }
  const channels = channelsOf(colorType);
  const sample =
    depth === 16 ? (at: number) => (samples[2 * at]! << 8) | samples[2 * at + 1]! : (at: number) => samples[at]!;
  const scaled = scaleOf(depth);
  const isColor = colorType === 2 || colorType === 6;
  const hasOpacity = colorType === 4 || colorType === 6;
  const clear = hasOpacity ? null : clearColor(transparency, channels);
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels;
    const to = 4 * pixel;
    const red = sample(from);
    const green = isColor ? sample(from + 1) : red;
    const blue = isColor ? sample(from + 2) : red;
    out[to] = scaled(red);
    out[to + 1] = scaled(green);
    out[to + 2] = scaled(blue);
    const isClear = clear !== null && red === clear[0] && green === clear[1] && blue === clear[2];
    out[to + 3] = hasOpacity ? scaled(sample(from + channels - 1)) : isClear ? 0 : 255;
  }
  return out;
}

/** 0 … 2^depth − 1 as 0 … 255, rounded. */
function scaleOf(depth: number): (sample: number) => number {
  if (depth === 8) return (sample) => sample;
  const top = 2 ** depth - 1;
  return (sample) => Math.round((255 * sample) / top);
}

function clearColor(transparency: Uint8Array | null, channels: number): readonly number[] | null {
  if (transparency === null || transparency.length < 2 * channels) return null;
  const view = new DataView(transparency.buffer, transparency.byteOffset, transparency.byteLength);
  return [0, 1, 2].map((channel) => view.getUint16(2 * Math.min(channel, channels - 1)));
}

function paletteInto(
  out: Uint8Array,
  samples: Uint8Array,
  palette: Uint8Array | null,
  transparency: Uint8Array | null,
): void {
  if (palette === null) throw new ImageProblem('is damaged: its palette is missing');
  const colors = Math.floor(palette.length / 3);
  for (const [pixel, index] of samples.entries()) {
    if (index >= colors) throw new ImageProblem(`is damaged: color ${index} of a palette of ${colors}`);
    for (let channel = 0; channel < 3; channel++) out[4 * pixel + channel] = palette[3 * index + channel]!;
    out[4 * pixel + 3] = transparency?.[index] ?? 255;
  }
}
