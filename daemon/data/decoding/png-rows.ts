/** The filtered rows of a PNG image, either of the whole image or of the seven passes of an interlaced one. */
import type { PngHeader } from './png.ts';
import { channelsOf } from './png-pixels.ts';
import { ImageProblem } from './raster.ts';

/** Every `step`-th pixel from a first one. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly xStep: number;
  readonly yStep: number;
  readonly width: number;
  readonly height: number;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that have pixels. */
export function passesOf({ width, height, interlaced }: PngHeader): readonly Pass[] {
  if (!interlaced) return [{ x: 0, y: 0, xStep: 1, yStep: 1, width, height }];
  return ADAM7.flatMap(([x, y, xStep, yStep]) => {
    const pass = { x, y, xStep, yStep, width: Math.ceil((width - x) / xStep), height: Math.ceil((height - y) / yStep) };
    return pass.width > 0 && pass.height > 0 ? [pass] : [];
  });
}

function rowBytes({ depth, colorType }: PngHeader, width: number): number {
  return Math.ceil((width * channelsOf(colorType) * depth) / 8);
}

/** Bytes of all rows, each with its filter. */
export function rawSize(header: PngHeader, passes: readonly Pass[]): number {
  return passes.reduce((total, { width, height }) => total + height * (1 + rowBytes(header, width)), 0);
}

/** All samples, row-major [height, width, channels], as they are stored: 16-bit ones in two bytes, smaller ones in one. */
export function unfiltered(header: PngHeader, passes: readonly Pass[], raw: Uint8Array): Uint8Array {
  const { width, depth, colorType, height } = header;
  const channels = channelsOf(colorType);
  const size = channels * (depth === 16 ? 2 : 1);
  const distance = Math.max(1, (channels * depth) / 8);
  const out = new Uint8Array(width * height * size);
  let at = 0;
  for (const pass of passes) {
    const length = rowBytes(header, pass.width);
    let before: Uint8Array = new Uint8Array(length);
    for (let row = 0; row < pass.height; row++) {
      const filter = raw[at]!;
      const line = raw.subarray(at + 1, at + 1 + length);
      undo(filter, line, before, distance);
      place(line, pass, row, out, { width, size, depth });
      before = line;
      at += 1 + length;
    }
  }
  return out;
}

/** Undoes the filter of a row in place (section 9 of the standard). @param distance bytes to the pixel on the left */
function undo(filter: number, line: Uint8Array, above: Uint8Array, distance: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = distance; i < line.length; i++) line[i]! += line[i - distance]!;
      return;
    case 2:
      for (let i = 0; i < line.length; i++) line[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < line.length; i++) {
        line[i]! += ((i < distance ? 0 : line[i - distance]!) + above[i]!) >> 1;
      }
      return;
    case 4:
      for (let i = 0; i < line.length; i++) {
        const left = i < distance ? 0 : line[i - distance]!;
        line[i]! += paeth(left, above[i]!, i < distance ? 0 : above[i - distance]!);
      }
      return;
    default:
      throw new ImageProblem(`is damaged: PNG has no filter ${filter}`);
  }
}

/** The Paeth predictor: left, up or corner, whichever is nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function place(
  line: Uint8Array,
  { x, y, xStep, yStep, width }: Pass,
  row: number,
  out: Uint8Array,
  to: { readonly width: number; readonly size: number; readonly depth: number },
): void {
  const { size, depth } = to;
  const start = (y + row * yStep) * to.width;
  if (depth >= 8 && xStep === 1) {
    out.set(line, start * size);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let column = 0; column < width; column++) {
    const target = (start + x + column * xStep) * size;
    if (depth >= 8) {
      for (let i = 0; i < size; i++) out[target + i] = line[column * size + i]!;
      continue;
    }
    const bit = column * depth;
    out[target] = (line[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
  }
}
