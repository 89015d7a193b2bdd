import { endianness } from 'node:os';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';
import { SIZE_LIMIT } from '../files/held-bytes.ts';
import { type NpyHeader, readNpyHeader } from './npy-header.ts';

/** An array of numbers in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  /**
   * float32 and uint8 (also for booleans) unchanged, and a view into the file where it can be; everything else as
   * float64: integers beyond 2⁵³ are rounded.
   */
  readonly values: Float32Array | Float64Array | Uint8Array;
  readonly integer: boolean;
}

/**
 * Reads a .npy file: f4, f8, i1–i8, u1–u8, b1, little and big endian, C and Fortran order, format versions 1 to 3. The
 * product of the dimensions is compared with the file's length before anything is allocated.
 * @throws FlowscopeError `data`
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const header = readNpyHeader(bytes, file);
  const count = sizeOf(header.shape);
  const expected = count * header.itemSize;
  const found = bytes.length - header.offset;
  if (expected !== found) {
    throw dataError(
      file,
      `should hold ${expected} bytes of numbers for its shape (${header.shape.join(', ')}), found ${found}`,
    );
  }
  if (count * 8 > 2 * SIZE_LIMIT)
    throw dataError(file, `holds ${count} numbers; at most ${SIZE_LIMIT / 4} can be loaded`);
  const values = decode(bytes.subarray(header.offset), header, count);
  const integer = header.kind !== 'f';
  return { shape: header.shape, values: header.fortranOrder ? toRowMajor(values, header.shape) : values, integer };
}

function decode(source: Uint8Array, header: NpyHeader, count: number): NpyArray['values'] {
  const { kind, itemSize } = header;
  if (itemSize === 1 && kind !== 'i') return source;
  if (kind === 'f') {
    const native = header.littleEndian === (endianness() === 'LE');
    if (native && source.byteOffset % itemSize === 0) {
      const { buffer, byteOffset } = source;
      return itemSize === 4 ? new Float32Array(buffer, byteOffset, count) : new Float64Array(buffer, byteOffset, count);
    }
    // The copy also aligns the elements.
    const copy = new Uint8Array(source);
    if (!native) swap(copy, itemSize);
    return itemSize === 4 ? new Float32Array(copy.buffer) : new Float64Array(copy.buffer);
  }
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const read = integerReader(view, header);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i * itemSize);
  return values;
}

function integerReader(view: DataView, { kind, itemSize, littleEndian }: NpyHeader): (at: number) => number {
  const signed = kind === 'i';
  switch (itemSize) {
    case 1:
      return (at) => view.getInt8(at);
    case 2:
      return signed ? (at) => view.getInt16(at, littleEndian) : (at) => view.getUint16(at, littleEndian);
    case 4:
      return signed ? (at) => view.getInt32(at, littleEndian) : (at) => view.getUint32(at, littleEndian);
    default:
      return signed
        ? (at) => Number(view.getBigInt64(at, littleEndian))
        : (at) => Number(view.getBigUint64(at, littleEndian));
  }
}

function swap(bytes: Uint8Array, itemSize: number): void {
  for (let at = 0; at < bytes.length; at += itemSize) bytes.subarray(at, at + itemSize).reverse();
}

function toRowMajor(values: NpyArray['values'], shape: readonly number[]): NpyArray['values'] {
  const out = values.slice();
  const strides: number[] = [];
  let stride = 1;
  for (const extent of shape) {
    strides.push(stride);
    stride *= extent;
  }
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = values[from]!;
    // Counts like an odometer, with the last axis fastest.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      from += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
