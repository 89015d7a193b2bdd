/** Rows of equal length in a file that is open. */
import { readSync } from 'node:fs';
import type { RowStore } from './row-store.ts';

export interface RowPlaces {
  readonly count: number;
  /** Bytes of a row. */
  readonly width: number;
  /** Of the first row, in bytes. */
  readonly offset: number;
}

/** @param failed makes the error that is thrown where reading fails */
export function fileRows(
  file: number,
  { count, width, offset }: RowPlaces,
  failed: (cause: unknown) => Error,
): RowStore {
  // One for all spans: it is used only within a call.
  let scratch = Buffer.alloc(0);
  const spanAt = (from: number, length: number): Uint8Array => {
    if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length);
    const span = scratch.subarray(0, length);
    readInto(file, span, from);
    return span;
  };
  return {
    count,
    width,
    kind: 'uint8',
    take(rows) {
      const out = new Uint8Array(rows.length * width);
      try {
        for (let at = 0; at < rows.length; ) {
          const end = endOfSpan(rows, at, width);
          const span = rows[end - 1]! - rows[at]! + 1;
          const from = offset + rows[at]! * width;
          if (span === end - at) readInto(file, out.subarray(at * width, end * width), from);
          else copyRows(spanAt(from, span * width), rows, { from: at, to: end, width, out });
          at = end;
        }
      } catch (cause) {
        throw failed(cause);
      }
      return out;
    },
  };
}

/** Fills the bytes from a place in the file. @throws Error if it ends before */
export function readInto(file: number, bytes: Uint8Array, from: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, from + at);
    if (read === 0) throw new Error('the file became shorter');
    at += read;
  }
}

/** Bytes between two rows that are read, too, rather than reading twice. */
const GAP = 4096;
/** Bytes that are read at once, if they are not those of consecutive rows. */
const SPAN = 2 ** 20;

/** Consecutive rows, and rows that are close to each other, are read at once: where the ones that begin at `at` end. */
function endOfSpan(rows: ArrayLike<number>, at: number, width: number): number {
  const first = rows[at]!;
  let end = at + 1;
  let consecutive = true;
  for (; end < rows.length; end++) {
    const step = rows[end]! - rows[end - 1]!;
    if (step < 1 || (step - 1) * width > GAP) break;
    consecutive = consecutive && step === 1;
    if (!consecutive && (rows[end]! - first + 1) * width > SPAN) break;
  }
  return end;
}

/** Copies the rows from … to − 1 of a list out of the bytes that begin with the first of them. */
function copyRows(
  span: Uint8Array,
  rows: ArrayLike<number>,
  {
    from,
    to,
    width,
    out,
  }: { readonly from: number; readonly to: number; readonly width: number; readonly out: Uint8Array },
): void {
  const first = rows[from]!;
  // Words of four bytes are copied faster, but not as floating-point numbers: some bytes are none.
  const words = width % 4 === 0 && span.byteOffset % 4 === 0;
  const source = words ? new Uint32Array(span.buffer, span.byteOffset, span.length / 4) : span;
  const target = words ? new Uint32Array(out.buffer, out.byteOffset, out.length / 4) : out;
  const step = words ? width / 4 : width;
  for (let i = from; i < to; i++) {
    let read = (rows[i]! - first) * step;
    let written = i * step;
    for (const end = written + step; written < end; ) target[written++] = source[read++]!;
  }
}
