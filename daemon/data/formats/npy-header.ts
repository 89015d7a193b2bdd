import { cut } from '../../errors/cut.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { dataError } from '../files/data-error.ts';

export type NpyKind = 'f' | 'i' | 'u' | 'b';

/** How a number is stored. */
export interface NpyNumber {
  readonly kind: NpyKind;
  /** Bytes of one element. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
}

interface FieldPlace {
  readonly name: string;
  /** Bytes from the beginning of an element. */
  readonly at: number;
}

/** A field of another type: only its size is known. */
interface OtherField extends FieldPlace {
  readonly kind: 'other';
  readonly dtype: string;
}

export type NpyField = (FieldPlace & NpyNumber) | OtherField;

export interface NpyHeader extends NpyNumber {
  /** Of a structured array: its elements are records of these fields, of which at least one is a number; `kind` then means nothing. */
  readonly fields?: readonly NpyField[];
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte offset of the elements. */
  readonly offset: number;
}

/** The first byte of a pickle, before its version. */
const PICKLE = 0x80;
/** NumPy itself refuses to evaluate longer ones. */
const HEADER_LIMIT = 10_000;
/** As many bytes of a file have all of its header. */
export const HEADER_BYTES = 16_384;
const SIZES: Readonly<Record<NpyKind, readonly number[]>> = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1] };

/**
 * Reads the header of a .npy file, format versions 1 to 3. Nothing is evaluated: the dictionary is matched key by key.
 * @param file name for messages
 * @throws FlowscopeError `data` if it is not a plain array of numbers, or has more elements than a file can hold
 */
export function readNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === PICKLE && bytes.length > 1 && bytes[1]! <= 5) {
    const hint = 'save an array: numpy.save("x.npy", x), or of a masked array numpy.save("x.npy", x.filled(numpy.nan))';
    throw dataError(file, 'is a pickle, which is never loaded', hint);
  }
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

function parseDescr(descr: string, file: string): NpyNumber & Pick<NpyHeader, 'fields'> {
  if (descr[0] === '[') return parseFields(descr, file);
  const name = descr.slice(1, -1);
  if (/^[<>|=]?O/.test(name)) {
    throw dataError(
      file,
      'holds Python objects (dtype O); they are pickles and are never loaded',
      'save an array of numbers',
    );
  }
  const number = parseNumberType(name);
  if (number !== null) return number;
  if (/^[<>|=]?[Mm]8/.test(name)) {
    const hint = 'convert times to numbers: (array - array.min()) / numpy.timedelta64(1, "s")';
    throw dataError(file, `holds times (dtype ${name}), which are no numbers`, hint);
  }
  throw dataError(
    file,
    `has the dtype ${name}; supported are f2, f4, f8, i1 to i8, u1 to u8 and b1`,
    /^[<>|=]?c/.test(name)
      ? 'save real and imaginary parts as columns: numpy.column_stack([array.real, array.imag])'
      : /^[<>|=]?[USV]/.test(name)
        ? 'number the texts, for example with numpy.unique(array, return_inverse=True)[1]'
        : 'convert it with array.astype("float32")',
  );
}

/** null if it is no number, or one that is not supported. */
function parseNumberType(name: string): NpyNumber | null {
  const match = /^([<>|=]?)([fiub])(\d{1,2})$/.exec(name);
  const kind = KINDS.find((known) => known === match?.[2]);
  const itemSize = Number(match?.[3]);
  if (match === null || kind === undefined || !SIZES[kind].includes(itemSize)) return null;
  return { kind, itemSize, littleEndian: match[1] !== '>' };
}

const KINDS: readonly NpyKind[] = ['f', 'i', 'u', 'b'];

/** A list of pairs of a name and a type; what is between fields is a type V without a name. */
function parseFields(descr: string, file: string): NpyNumber & Pick<NpyHeader, 'fields'> {
  const fields: NpyField[] = [];
  let unknown: { readonly name: string; readonly dtype: string } | null = null;
  let at = 0;
  let rest = descr.slice(1, -1).trim();
  while (rest !== '') {
    const entry = /^\(\s*(['"])(.*?)\1\s*,\s*(.+?)\s*\)\s*(?:,\s*|$)/s.exec(rest);
    const [name, type] = [entry?.[2] ?? '', entry?.[3] ?? rest];
    const plain = /^(['"])([^'"]*)\1$/.exec(type)?.[2];
    const dtype = cut(plain ?? type, 60);
    const number = parseNumberType(plain ?? '');
    const size = number?.itemSize ?? sizeOfType(type);
    if (entry === null || size === null) {
      unknown ??= { name: cut(name, 40), dtype };
    } else if (number !== null) fields.push({ ...number, name, at });
    else if (name !== '') fields.push({ kind: 'other', dtype, name, at });
    if (entry === null) break;
    at += size ?? 0;
    rest = rest.slice(entry[0].length);
  }
  const numbers = fields.filter(({ kind }) => kind !== 'other');
  const other = unknown ?? (numbers.length > 0 ? undefined : fields.find((field) => field.kind === 'other'));
  if (other !== undefined) throw withoutNumber(other, numbers, file);
  if (numbers.length === 0) throw dataError(file, 'is a structured array without fields');
  return { kind: 'f', itemSize: at, littleEndian: true, fields };
}

/** Bytes of one element of any type with a fixed size, also of several in one field; null: it is not known. */
function sizeOfType(type: string): number | null {
  const match = /^(['"])[<>|=]?([USVfciubmM])(\d{1,9})(?:\[\w+\])?\1(?:\s*,\s*\(([\d,\s]{1,40})\))?$/.exec(type);
  if (match === null) return null;
  // Four bytes for each character of a text.
  const one = Number(match[3]) * (match[2] === 'U' ? 4 : 1);
  return (match[4] ?? '').split(',').reduce((size, extent) => size * (extent.trim() === '' ? 1 : Number(extent)), one);
}

/** @param numbers fields that are numbers */
function withoutNumber(
  { name, dtype }: { readonly name: string; readonly dtype: string },
  numbers: readonly NpyField[],
  file: string,
) {
  return dataError(
    file,
    `is a structured array whose field '${name}' has the dtype ${dtype}, which is not a number`,
    numbersAlone(numbers.map((field) => field.name)),
  );
}

/** How to save the fields that are numbers, for messages. */
export function numbersAlone(names: readonly string[]): string {
  if (names.length === 0) return 'save its numbers as an array of shape (N, D)';
  const listed = names.map((name) => JSON.stringify(name)).join(', ');
  return `save the fields that are numbers alone: numpy.save("numbers.npy", array[[${listed}]])`;
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
