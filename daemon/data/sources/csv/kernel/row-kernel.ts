/** Reads rows of plain numbers by WebAssembly (row-kernel-code.ts), some rows at a time. */
import { MEMORY } from '../../../../encoding/wasm.ts';
import { instantiate, kernelMemory, PAGE } from '../../../../encoding/web-assembly.ts';
import { BLANK, MOST_POWER, ODD_NUMBERS, PLACES, SPECIAL } from './kernel-locals.ts';
import { type RowKernelExports, rowKernelModule } from './row-kernel-code.ts';

/** Numbers that are read at once: their rows fit into the processor's cache. */
const NUMBERS = 2 ** 16;
/** Bytes of text that are read at once: they fit there, too. Of long rows, more are. */
const TEXT = 2 ** 18;
/** Fields that are no numbers, of each column at least one. */
const ODD = 2 ** 15;
/** Bytes after the text that may be read. */
const MARGIN = 64;

const LINE_FEED = 0x0a;

export interface RowKernelOptions {
  readonly columns: number;
  /** A character of ASCII. */
  readonly delimiter: string;
  /** Columns whose fields are text, even if they look like numbers. */
  readonly asText: readonly number[];
  /** Bytes of a row; a longer one is not read. */
  readonly longest: number;
}

/** Rows that were read. The arrays are valid until the next call. */
export interface PlainRows {
  readonly count: number;
  /** Where the first row begins that was not read. */
  readonly next: number;
  /** [count, columns]; NaN for an empty field, and for one that is not a number. */
  readonly values: Float64Array;
  /** [count, columns]: 1 for a number that is written with digits alone, `PADDED` if these begin with zeros, as in `007`. */
  readonly digits: Uint8Array;
  /** Fields that are no numbers, or such that only `Number` can round, row by row. */
  readonly odd: Iterable<OddField>;
}

export interface OddField {
  readonly row: number;
  readonly column: number;
  /** Bytes from … to − 1. */
  readonly from: number;
  readonly to: number;
}

export interface RowKernel {
  /**
   * Reads rows that begin at a place, and stops before one that is not written plainly: with a quote, blank, with another
   * number of fields, or not ended by a line break.
   * @param options `most` rows; `isPair`: lines must end with CR LF, or may end with LF alone
   */
  read(bytes: Uint8Array, from: number, options: { readonly most: number; readonly isPair: boolean }): PlainRows;
}

export function rowKernel({ columns, delimiter, asText, longest }: RowKernelOptions): RowKernel {
  const rows = Math.max(1, Math.floor(NUMBERS / columns));
  const mostOdd = Math.max(ODD, columns);
  const mostText = Math.max(TEXT, longest);
  const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;
  const places = { text: 0, flags: 0, values: 0, digits: 0, odd: 0 };
  let end: number = PLACES.free;
  for (const [name, size] of [
    ['flags', columns],
    ['values', Float64Array.BYTES_PER_ELEMENT * rows * columns],
    ['digits', rows * columns],
    ['odd', Int32Array.BYTES_PER_ELEMENT * ODD_NUMBERS * mostOdd],
    ['text', mostText + MARGIN],
  ] as const) {
    places[name] = end;
    end = aligned(end + size);
  }
  const pages = Math.ceil(end / PAGE);
  const memory = kernelMemory(pages);
  const kernel = instantiate<RowKernelExports>(rowKernelModule(pages), { [MEMORY]: { [MEMORY]: memory } });
  const { buffer } = memory;
  const kinds = new Uint8Array(buffer, PLACES.kinds, 256);
  const separator = delimiter.charCodeAt(0);
  for (const byte of [0x20, 0x09, 0x0b, 0x0c]) kinds[byte] = BLANK;
  for (const byte of [separator, 0, 0x0a, 0x0d, 0x22]) kinds[byte] = SPECIAL;
  new Float64Array(buffer, PLACES.powers, MOST_POWER + 1).set(
    Array.from({ length: MOST_POWER + 1 }, (_, k) => Number(`1e${k}`)),
  );
  const flags = new Uint8Array(buffer, places.flags, columns);
  for (const column of asText) flags[column] = 1;
  const text = new Uint8Array(buffer, places.text, mostText + MARGIN);
  const results = new Int32Array(buffer, 0, 2);
  const odd = new Int32Array(buffer, places.odd, ODD_NUMBERS * mostOdd);

  return {
    read(bytes, from, { most, isPair }) {
      let part = bytes.subarray(from, from + TEXT);
      if (!part.includes(LINE_FEED)) part = bytes.subarray(from, from + mostText);
      const { length } = part;
      text.set(part);
      text.fill(0, length, length + MARGIN);
      const count = kernel.rows(
        ...[places.text, Math.min(most, rows), columns, separator, isPair ? 1 : 0, longest],
        ...[places.flags, places.values, places.digits, places.odd, mostOdd],
      );
      const shift = from - places.text;
      return {
        count,
        next: results[PLACES.next / 4]! + shift,
        values: new Float64Array(buffer, places.values, count * columns),
        digits: new Uint8Array(buffer, places.digits, count * columns),
        odd: oddFields(odd, results[PLACES.odd / 4]!, shift),
      };
    },
  };
}

function* oddFields(odd: Int32Array, count: number, shift: number): Iterable<OddField> {
  for (let at = 0; at < count * ODD_NUMBERS; at += ODD_NUMBERS) {
    yield { row: odd[at]!, column: odd[at + 1]!, from: odd[at + 2]! + shift, to: odd[at + 3]! + shift };
  }
}
