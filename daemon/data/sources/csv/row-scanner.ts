/** Finds the rows and fields of a CSV file in its bytes (RFC 4180), without making strings. */

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** How a field is written. */
export const PLAIN = 0;
export const QUOTED = 1;
/** Quoted, with doubled quotes in it. */
export const ESCAPED = 2;

/** The fields of a row: bytes starts[i] … ends[i] − 1, without quotes. They are valid until the next row. */
export interface RowFields {
  readonly bytes: Buffer;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** First line of the row as editors count them, 1-based. */
  readonly line: number;
}

export interface RowScanner {
  /**
   * Passes complete rows on, in order.
   * @param last whether no bytes follow these @param onRow returns false to end the scan
   * @returns where the first row begins that was not passed on, in `bytes`; `irregular`: it is not well-formed, or written
   *   in a way that only a complete parser reads
   */
  scan(
    bytes: Buffer,
    last: boolean,
    onRow: (row: RowFields) => boolean,
  ): { readonly at: number; readonly state: 'more' | 'irregular' | 'ended' };
  /** Line on which the next row begins, at the earliest. */
  readonly line: number;
  /** Goes on after lines that were read elsewhere. */
  skipLines(count: number): void;
  /** How lines end; null as long as none did. */
  readonly ending: '\n' | '\r\n' | null;
}

/** Whether the scanner can find fields with this separator. */
export function isScannable(delimiter: string): boolean {
  return delimiter.length === 1 && /[^\r\n"]/.test(delimiter) && delimiter.charCodeAt(0) < 0x80;
}

/** Whether a field has only blanks: others than those of ASCII, such as a no-break space, are still in it. */
function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  if (end === start || bytes[start]! < 0x80) return end === start;
  return bytes.toString('utf8', start, end).trim() === '';
}

/** @param delimiter one that is scannable @param longest bytes of a row; a longer one is irregular */
export function rowScanner(delimiter: string, longest: number): RowScanner {
  const separator = delimiter.charCodeAt(0);
  // Blanks at the beginning of a field that do not belong to it.
  const blank = new Uint8Array(256);
  for (const byte of [0x20, 0x09, 0x0b, 0x0c]) blank[byte] = byte === separator ? 0 : 1;
  // What ends a field without quotes.
  const special = new Uint8Array(256);
  for (const byte of [separator, QUOTE, LINE_FEED, RETURN]) special[byte] = 1;
  let starts = new Int32Array(64);
  let ends = new Int32Array(64);
  let kinds = new Uint8Array(64);
  let line = 1;
  let ending: RowScanner['ending'] = null;

  const grow = () => {
    const [s, e, k] = [
      new Int32Array(2 * starts.length),
      new Int32Array(2 * starts.length),
      new Uint8Array(2 * starts.length),
    ];
    s.set(starts);
    e.set(ends);
    k.set(kinds);
    [starts, ends, kinds] = [s, e, k];
  };

  return {
    get line() {
      return line;
    },
    skipLines(count) {
      line += count;
    },
    get ending() {
      return ending;
    },
    scan(bytes, last, onRow) {
      const { length } = bytes;
      let rowStart = 0;
      let at = 0;
      const stop = (state: 'more' | 'irregular') =>
        ({ at: rowStart, state: state === 'more' && length - rowStart > longest ? 'irregular' : state }) as const;
      while (rowStart < length) {
        at = rowStart;
        let count = 0;
        // Line breaks in quoted fields.
        let inside = 0;
        let isBlank = false;
        for (;;) {
          while (at < length && blank[bytes[at]!] === 1) at++;
          if (count === starts.length) grow();
          const start = at;
          let end: number;
          let kind = PLAIN;
          if (at < length && bytes[at] === QUOTE) {
            kind = QUOTED;
            at++;
            for (;;) {
              while (at < length && bytes[at] !== QUOTE && bytes[at] !== LINE_FEED && bytes[at] !== RETURN) at++;
              if (at + 1 >= length && !last) return stop('more');
              // A quote that is not closed.
              if (at >= length) return stop('irregular');
              const byte = bytes[at]!;
              if (byte === LINE_FEED) inside++;
              else if (byte === RETURN) {
                if (bytes[at + 1] !== LINE_FEED) return stop('irregular');
              } else {
                if (bytes[at + 1] !== QUOTE) break;
                kind = ESCAPED;
                at++;
              }
              at++;
            }
            starts[count] = start + 1;
            end = at++;
            while (at < length && blank[bytes[at]!] === 1) at++;
            if (at < length && special[bytes[at]!] === 0) return stop('irregular');
          } else {
            while (at < length && special[bytes[at]!] === 0) at++;
            starts[count] = start;
            end = at;
            while (end > start && blank[bytes[end - 1]!] === 1) end--;
          }
          ends[count] = end;
          kinds[count] = kind;
          const byte = at < length ? bytes[at]! : -1;
          if (byte === separator) {
            count++;
            at++;
            continue;
          }
          if (byte === -1) {
            if (!last) return stop('more');
          } else if (byte === QUOTE) {
            return stop('irregular');
          } else {
            const isPair = byte === RETURN;
            if (isPair) {
              if (at + 1 >= length && !last) return stop('more');
              if (bytes[at + 1] !== LINE_FEED) return stop('irregular');
              at++;
            }
            ending ??= isPair ? '\r\n' : '\n';
            if (!isPair && ending === '\r\n') return stop('irregular');
            at++;
          }
          isBlank = count === 0 && kind === PLAIN && isEmpty(bytes, start, end);
          count++;
          break;
        }
        if (at - rowStart > longest) return stop('irregular');
        const begins = line;
        const ended = bytes[at - 1] === LINE_FEED ? 1 : 0;
        line = begins + inside + ended;
        rowStart = at;
        if (!isBlank && !onRow({ bytes, count, starts, ends, kinds, line: begins })) return { at, state: 'ended' };
      }
      return { at: rowStart, state: 'more' };
    },
  };
}
