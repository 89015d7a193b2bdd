/** The header of an .npy file (NumPy format 1.0) for an array in C order. */
export function npyHeader(shape: readonly number[], type: '<f4' | '<f8'): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  // Magic (6), version (2), header length (2), header, line feed: together a multiple of 64.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, ' ');
  bytes.write('\u0093NUMPY\u0001\u0000', 0, 'latin1');
  bytes.writeUInt16LE(length - 10, 8);
  bytes.write(text, 10, 'latin1');
  bytes.write('\n', length - 1, 'latin1');
  return bytes;
}

/** A float32 matrix as the bytes of an .npy file. */
export function npyBytes(values: Float32Array, columns: number): Uint8Array {
  const header = npyHeader([values.length / columns, columns], '<f4');
  return Buffer.concat([header, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}
