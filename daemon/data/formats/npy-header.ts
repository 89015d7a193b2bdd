import { cut } from '../../errors/cut.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';

export type NpyKind = 'f' | 'i' | 'u' | 'b';

export interface NpyHeader {
  readonly kind: NpyKind;
  /** Bytes of one element. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte offset of the elements. */
  readonly offset: number;
}

/** NumPy itself refuses to evaluate longer ones. */
const HEADER_LIMIT = 10_000;
const SIZES: Readonly<Record<NpyKind, readonly number[]>> = { f: [4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1] };

/**
 * Reads the header of a .npy file, format versions 1 to 3. Nothing is evaluated: the dictionary is matched key by key.
 * @param file name for messages
 * @throws FlowscopeError `data` if it is not a plain array of numbers, or has more elements than a file can hold
 */
export function readNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) {
    throw dataError(file, 'is not a NumPy file: it does not begin with \\x93NUMPY');
  }
  const version = view.getUint8(6);
  if (version < 1 || version > 3)
    throw dataError(file, `has NumPy format version ${version}; supported are 1, 2 and 3`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw dataError(file, 'ends within its header');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > HEADER_LIMIT) throw dataError(file, `has a header of ${length} bytes; the limit is ${HEADER_LIMIT}`);
  if (bytes.length < start + length) throw dataError(file, 'ends within its header');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length));
  return { ...parseDictionary(text, file), offset: start + length };
}

function parseDictionary(text: string, file: string): Omit<NpyHeader, 'offset'> {
  const entries = new Map<string, string>();
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) throw dataError(file, 'has a header that is not a dictionary');
  let rest = body.trim();
  while (rest !== '') {
    const entry = /^(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,L]*\)|\[.*\])\s*(?:,\s*|$)/s.exec(rest);
    if (entry === null || entries.has(entry[2]!)) throw dataError(file, 'has a header that cannot be read');
    entries.set(entry[2]!, entry[3]!);
    rest = rest.slice(entry[0].length);
  }
  const descr = entries.get('descr');
  const order = entries.get('fortran_order');
  const shape = entries.get('shape');
  if (descr === undefined || (order !== 'True' && order !== 'False') || shape?.[0] !== '(' || entries.size !== 3) {
    throw dataError(file, 'has a header that lacks descr, fortran_order or shape');
  }
  return { ...parseDescr(descr, file), fortranOrder: order === 'True', shape: parseShape(shape, file) };
}

function parseDescr(descr: string, file: string): Pick<NpyHeader, 'kind' | 'itemSize' | 'littleEndian'> {
  const name = descr.slice(1, -1);
  if (descr[0] !== '[' && /^[<>|=]?O/.test(name)) {
    throw dataError(
      file,
      'holds Python objects (dtype O); they are pickles and are never loaded',
      'save an array of numbers',
    );
  }
  const match = /^([<>|=]?)([fiub])(\d{1,2})$/.exec(name);
  const kind = match?.[2] as NpyKind | undefined;
  const itemSize = Number(match?.[3]);
  if (descr[0] === '[' || match === null || kind === undefined || !SIZES[kind].includes(itemSize)) {
    throw dataError(
      file,
      `has the dtype ${descr[0] === '[' ? 'of a structured array' : name}; supported are f4, f8, i1 to i8, u1 to u8 and b1`,
      'convert it with array.astype("float32")',
    );
  }
  return { kind, itemSize, littleEndian: match[1] !== '>' };
}

function parseShape(text: string, file: string): number[] {
  const parts = text
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map((part) => (/^\d{1,16}$/.test(part) ? Number(part) : Number.NaN));
  if (
    shape.length > 32 ||
    !Number.isSafeInteger(sizeOf(shape)) ||
    shape.some((extent) => !Number.isSafeInteger(extent))
  ) {
    throw dataError(file, `has the shape ${cut(text, 80)}, which is too large for a file`);
  }
  return shape;
}
