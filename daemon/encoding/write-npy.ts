/**
 * An array as a .npy file: format version 1, C order, little-endian, as all platforms that we support. Also runs in
 * browsers.
 */
export function writeNpy(
  values: Float32Array | Float64Array | Int32Array | Uint8Array,
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descrOf(values)}', 'fortran_order': False, 'shape': (${extents}), }`;
  // The elements begin at a multiple of 64 bytes; the header ends in a newline.
  const total = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const out = new Uint8Array(total + values.byteLength);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(out.buffer).setUint16(8, total - 10, true);
  new TextEncoder().encodeInto(`${dictionary.padEnd(total - 11)}\n`, out.subarray(10));
  out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), total);
  return out;
}

function descrOf(values: Float32Array | Float64Array | Int32Array | Uint8Array): string {
  if (values instanceof Float32Array) return '<f4';
  if (values instanceof Float64Array) return '<f8';
  return values instanceof Int32Array ? '<i4' : '|u1';
}
