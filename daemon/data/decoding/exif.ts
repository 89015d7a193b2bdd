/** Tag of the orientation, of type SHORT. */
const ORIENTATION = 0x0112;

/**
 * The orientation in EXIF data, 1 … 8; 1 if there is none or the data are damaged, as viewers do.
 * @param tiff from the byte order mark `II` or `MM` on (Exif 2.32, section 4.5)
 */
export function exifOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 14) return 1;
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return 1;
  const little = mark === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const count = view.getUint16(directory, little);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The bytes after an optional `Exif\0\0`, which JPEG requires and some programs also write into WebP. */
export function withoutExifMark(bytes: Uint8Array): Uint8Array {
  const marked = [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => bytes[i] === byte);
  return marked ? bytes.subarray(6) : bytes;
}
