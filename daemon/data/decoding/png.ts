/**
 * PNG images as pixels of 8 bits (ISO/IEC 15948, Portable Network Graphics). Own code: docs/decisions/decoding-images.md
 * says why.
 */
import { crc32, inflateSync } from 'node:zlib';
import { exifOrientation } from './exif.ts';
import { type ColorType, isColorType, pngPixels } from './png-pixels.ts';
import { passesOf, rawSize, unfiltered } from './png-rows.ts';
import { checkPixels, type ImageHeader, ImageProblem, type Raster } from './raster.ts';

export interface PngHeader extends ImageHeader {
  readonly depth: number;
  readonly colorType: ColorType;
  readonly interlaced: boolean;
}

const DEPTHS: Readonly<Record<ColorType, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

interface Chunks {
  readonly header: PngHeader;
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
  readonly data: readonly Uint8Array[];
}

/**
 * Decodes the image; of an animation, its default image. Values of 16 bits are rounded to 8.
 * @throws ImageProblem if it is damaged, truncated or too large
 */
export function decodePng(bytes: Uint8Array): Raster & Pick<ImageHeader, 'orientation'> {
  const { header, palette, transparency, data } = readChunks(bytes);
  const passes = passesOf(header);
  const size = rawSize(header, passes);
  const raw = inflated(Buffer.concat(data), size);
  const samples = unfiltered(header, passes, raw);
  const rgba = pngPixels(header, samples, palette, transparency);
  return { width: header.width, height: header.height, rgba, orientation: header.orientation };
}

/**
 * What the chunks of the whole file say, with their checksums.
 * @throws ImageProblem if it is damaged or truncated as far as that tells
 */
export function pngHeader(bytes: Uint8Array): ImageHeader {
  return readChunks(bytes).header;
}

/** The length of the content is known from the header, and limits how much is inflated. */
function inflated(packed: Uint8Array, size: number): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: size });
  } catch (cause) {
    throw new ImageProblem('is damaged: its compressed data cannot be read', { cause });
  }
  if (raw.length < size) throw new ImageProblem('is truncated: pixels are missing');
  return raw;
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let orientation = 1;
  const data: Uint8Array[] = [];
  for (let at = SIGNATURE.length; ; ) {
    if (at + 12 > bytes.length) throw new ImageProblem('is truncated: its end is missing');
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new ImageProblem('is truncated: its end is missing');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    // Damage to ancillary chunks is ignored.
    const isCritical = (bytes[at + 4]! & 0x20) === 0;
    if (isCritical && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(end - 4)) {
      throw new ImageProblem(`is damaged: the checksum of ${type} is wrong`);
    }
    if (type === 'IHDR') header = readHeader(body);
    else if (header === null) throw new ImageProblem('is damaged: it does not begin with a header');
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'eXIf') orientation = exifOrientation(body);
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') return { header: { ...header, orientation }, palette, transparency, data };
    at = end;
  }
}

function readHeader(body: Uint8Array): PngHeader {
  if (body.length !== 13) throw new ImageProblem('is damaged: its header has the wrong length');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [depth, colorType, compression, filter, interlace] = [8, 9, 10, 11, 12].map((at) => body[at]);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  checkPixels({ width, height });
  if (!isColorType(colorType) || !DEPTHS[colorType].includes(depth!)) {
    throw new ImageProblem(`is damaged: PNG has no color type ${colorType} with ${depth} bits`);
  }
  if (compression !== 0 || filter !== 0 || interlace! > 1) {
    throw new ImageProblem('is damaged: its compression, filter or interlace method is unknown');
  }
  return { width, height, depth: depth!, colorType, interlaced: interlace === 1, orientation: 1 };
}
