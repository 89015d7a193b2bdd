import { endianness } from 'node:os';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';
import { SIZE_LIMIT } from '../files/held-bytes.ts';
import { type NpyField, type NpyHeader, type NpyNumber, readNpyHeader } from './npy-header.ts';

/** An array of numbers in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  /**
   * float32 and uint8 (also for booleans) unchanged, and a view into the file where it can be; everything else as
   * float64: integers beyond 2⁵³ are rounded.
   */
  readonly values: Float32Array | Float64Array | Uint8Array;
  readonly integer: boolean;
  /** Of a structured array: names of its fields, which are the columns of [N, fields]. */
  readonly names?: readonly string[];
  /** The dtype of each field that is not a number, by its column, which holds NaN; absent: there is none. */
  readonly others?: ReadonlyMap<number, string>;
}

/**
 * Reads a .npy file: f2 (as float32), f4, f8, i1–i8, u1–u8, b1, little and big endian, C and Fortran order, structured arrays of one axis, format
 * versions 1 to 3. The
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
  const content = bytes.subarray(header.offset);
  if (header.fields) return { ...recordFacts(header, header.fields, file), values: numbersOf(content, header, file) };
  const values = numbersOf(content, header, file);
  const integer = header.kind !== 'f';
  return { shape: header.shape, values: header.fortranOrder ? toRowMajor(values, header.shape) : values, integer };
}

/** The numbers in the bytes, in their order. @throws FlowscopeError `data` for too many */
export function numbersOf(bytes: Uint8Array, header: NpyHeader, file: string): NpyArray['values'] {
  return header.fields ? readRecords(bytes, header, header.fields, file) : decode(bytes, header, sizeOf(header.shape));
}

/** Of records as rows. */
export function recordFacts({ shape }: NpyHeader, fields: readonly NpyField[], file: string): Omit<NpyArray, 'values'> {
  const [count = 0] = shape;
  if (shape.length !== 1) {
    throw dataError(
      file,
      `is a structured array of shape (${shape.join(', ')})`,
      'save one axis of records: array.ravel()',
    );
  }
  const integer = fields.every(({ kind }) => kind !== 'f');
  const others = new Map(fields.flatMap((field, j) => (field.kind === 'other' ? [[j, field.dtype] as const] : [])));
  return {
    ...{ shape: [count, fields.length], integer, names: fields.map(({ name }) => name) },
    ...(others.size === 0 ? {} : { others }),
  };
}

function readRecords(
  bytes: Uint8Array,
  { shape, itemSize }: NpyHeader,
  fields: readonly NpyField[],
  file: string,
): Float64Array {
  const [count = 0] = shape;
  const width = fields.length;
  if (count * width * 8 > 2 * SIZE_LIMIT)
    throw dataError(file, `holds ${count * width} numbers; at most ${SIZE_LIMIT / 4} can be loaded`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count * width);
  for (const [j, field] of fields.entries()) {
    if (field.kind === 'other') {
      for (let at = j; at < values.length; at += width) values[at] = Number.NaN;
      continue;
    }
    const read = numberReader(view, field);
    for (let i = 0, from = field.at; i < count; i++, from += itemSize) values[i * width + j] = read(from);
  }
  return values;
}

function numberReader(view: DataView, number: NpyNumber): (at: number) => number {
  if (number.kind !== 'f') return integerReader(view, number);
  const { itemSize, littleEndian } = number;
  if (itemSize === 8) return (at) => view.getFloat64(at, littleEndian);
  if (itemSize === 4) return (at) => view.getFloat32(at, littleEndian);
  return (at) => halfToNumber(view.getUint16(at, littleEndian));
}

/** A number of IEEE 754 binary16 from its bits. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function decode(source: Uint8Array, header: NpyHeader, count: number): NpyArray['values'] {
  const { kind, itemSize } = header;
  if (itemSize === 1 && kind !== 'i') return source;
  if (kind === 'f' && itemSize === 2) {
    const read = numberReader(new DataView(source.buffer, source.byteOffset, source.byteLength), header);
    return Float32Array.from({ length: count }, (_, i) => read(2 * i));
  }
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

function integerReader(view: DataView, { kind, itemSize, littleEndian }: NpyNumber): (at: number) => number {
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
