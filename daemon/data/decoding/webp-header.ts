/** What the chunks of a WebP file say (https://developers.google.com/speed/webp/docs/riff_container), before it is decoded. */
import { exifOrientation, withoutExifMark } from './exif.ts';
import { checkPixels, type ImageHeader, ImageProblem } from './raster.ts';

const ANIMATION = 0x02;

export function isWebp(bytes: Uint8Array): boolean {
  return text(bytes, 0) === 'RIFF' && text(bytes, 8) === 'WEBP';
}

/** @throws ImageProblem if the file is truncated, too large, or an animation */
export function webpHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw new ImageProblem('is truncated: its end is missing');
  let size: { readonly width: number; readonly height: number } | null = null;
  let orientation = 1;
  for (let at = 12; at + 8 <= end; ) {
    const length = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, Math.min(end, at + 8 + length));
    const type = text(bytes, at);
    if (type === 'EXIF') orientation = exifOrientation(withoutExifMark(body));
    else size ??= sizeIn(type, body);
    at += 8 + length + (length % 2);
  }
  if (size === null) throw new ImageProblem('is damaged: it has no image');
  checkPixels(size);
  return { ...size, orientation };
}

function sizeIn(type: string, body: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (body.length < 10) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (type === 'VP8X') {
    if ((body[0]! & ANIMATION) !== 0) throw new ImageProblem('is an animation; save its frames as separate images');
    const at = (offset: number) => 1 + (view.getUint32(offset, true) & 0xffffff);
    return { width: at(4), height: 1 + (body[7]! | (body[8]! << 8) | (body[9]! << 16)) };
  }
  // RFC 6386, section 9.1: both in 14 bits, below two bits for scaling.
  if (type === 'VP8 ') {
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  }
  if (type !== 'VP8L') return null;
  const bits = view.getUint32(1, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
