/**
 * An IDX file (header of the MNIST files: two zeros, type, number of axes, extents as big-endian uint32), or only its
 * header if there are no values.
 * @param type 8: unsigned bytes
 */
export function idxBytes(shape: readonly number[], values: ArrayLike<number> = [], type = 8): Uint8Array<ArrayBuffer> {
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (type << 8) + shape.length);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  bytes.set(values, header);
  return bytes;
}
