import { isJpeg } from './jpeg-header.ts';
import { isPng } from './png.ts';
import { ImageProblem } from './raster.ts';
import { isWebp } from './webp-header.ts';

/** Bytes of the beginning and of the end of a file that `hasEnd` needs. */
export const ENDS_BYTES = 16;

/** The chunk that ends a PNG file: no content, its name, its checksum. */
const PNG_END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

const JPEG_END = [0xff, 0xd9];

/**
 * Whether a file of some format has its end, from its first and last 16 bytes: enough to tell a download that broke off,
 * without reading the rest. false: not where it usually is, for example because other data follow it.
 * @param size bytes of the whole file
 * @throws ImageProblem if the file is of another format, or shorter than it says
 */
export function hasEnd(start: Uint8Array, end: Uint8Array, size: number): boolean {
  if (isPng(start)) return endsWith(end, PNG_END);
  if (isJpeg(start)) return endsWith(end, JPEG_END);
  if (!isWebp(start)) throw new ImageProblem('is not a PNG, JPEG or WebP image');
  const declared = 8 + new DataView(start.buffer, start.byteOffset).getUint32(4, true);
  if (declared > size) throw new ImageProblem('is truncated: its end is missing');
  return true;
}

function endsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  const from = bytes.length - mark.length;
  return from >= 0 && mark.every((byte, i) => bytes[from + i] === byte);
}
