import { lineBreaks } from '../../../encoding/utf8.ts';

/** The byte order mark of UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

export interface LineCounter {
  /** First line (1-based) of the row that ends before byte `end`; call it for rows in their order. */
  next(end: number): number;
}

/**
 * Line numbers of a table's rows as editors count them: a quoted row may span several lines, and empty lines may
 * separate rows. (The counter of csv-parse gives a row's last line, and counts CR LF in quotes twice.)
 * @param firstLine of the bytes in the file
 */
export function lineCounter(bytes: Uint8Array, delimiter: string, firstLine = 1): LineCounter {
  const blanks = [0x20, 0x09, 0x0a, 0x0d, 0x0c].filter((byte) => byte !== delimiter.charCodeAt(0));
  let at = MARK.every((byte, i) => bytes[i] === byte) ? MARK.length : 0;
  let line = firstLine;
  const go = (to: number): void => {
    line += lineBreaks(bytes, at, to);
    at = to;
  };
  return {
    next(end) {
      let start = at;
      while (start < end && blanks.includes(bytes[start]!)) start++;
      go(start);
      const begins = line;
      go(Math.max(start, Math.min(end, bytes.length)));
      return begins;
    },
  };
}
