/** Arrays as NumPy files, version 1.0 of the format. */
import type { ArrayValues } from '../../protocol/array-values.ts';

export function npyBytes(values: ArrayValues, shape: readonly number[]): ArrayBuffer {
  const kind =
    values instanceof Float64Array
      ? '<f8'
      : values instanceof Float32Array
        ? '<f4'
        : values instanceof Int32Array
          ? '<i4'
          : '|u1';
  const size = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${kind}', 'fortran_order': False, 'shape': ${size}, }`;
  // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
  const length = 64 * Math.ceil((10 + text.length + 1) / 64) - 10;
  const header = `${text.padEnd(length - 1)}\n`;
  const bytes = new Uint8Array(10 + length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + length);
  return bytes.buffer;
}
