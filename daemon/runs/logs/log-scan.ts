import { closeSync, fstatSync, readSync } from 'node:fs';
import { openRunFile } from '../directory/run-file.ts';
import { checkLine } from './log-line.ts';

const BLOCK_BYTES = 1024 * 1024;
/** A longer line counts as damaged and is skipped without being buffered. */
const MAXIMUM_LINE_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 10;

export interface ScanResult {
  /** End of the last intact line: what follows is a torn tail or still incomplete. */
  readonly end: number;
  /** Where the next call continues: `end`, or after a piece in which no line ended. */
  readonly next: number;
  /** Damaged lines before `end`; in a piece without intact lines, all of its lines. */
  readonly damaged: number;
  /**
   * Damaged lines after `end`, if the file was read to its end: complete lines, and bytes that an interrupted write cannot
   * leave. It means nothing for a log that is being written.
   */
  readonly damagedTail: number;
  /** Bytes in the file. */
  readonly size: number;
}

/**
 * Calls `visit` with the JSON text (without `crc`) of every intact line that starts at or after byte `from`, which must
 * be 0 or an earlier `next`. A missing file counts as empty. Reads at most `maximumBytes`; if the file has more,
 * `next` < `size`, and the next call continues there.
 * @throws FlowscopeError `run-damaged` if it is not a regular file
 */
export function scanLog(
  path: string,
  from: number,
  visit: (json: string) => void,
  maximumBytes = Number.POSITIVE_INFINITY,
): ScanResult {
  const descriptor = openRunFile(path);
  if (descriptor === null) return { end: from, next: from, damaged: 0, damagedTail: 0, size: 0 };
  try {
    return scan(descriptor, from, visit, maximumBytes, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

function scan(
  descriptor: number,
  from: number,
  visit: (json: string) => void,
  maximumBytes: number,
  fileSize: number,
): ScanResult {
  const block = Buffer.alloc(Math.min(BLOCK_BYTES, maximumBytes));
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let restTooLong = false;
  let position = from;
  let end = from;
  let damaged = 0;
  let damagedSinceEnd = 0;
  for (;;) {
    const wanted = Math.min(block.length, maximumBytes - (position - from));
    if (wanted <= 0) {
      // Reads an incomplete line again as a whole, unless it filled all that was read: then it is not one of our lines.
      const lineStart = position - rest.length;
      const skipped = !restTooLong && lineStart > from ? lineStart : position;
      const size = Math.max(fileSize, position);
      // Whether the damaged lines after `end` are a tail, only the next call can tell.
      if (end > from) return { end, next: end, damaged, damagedTail: 0, size };
      return { end, next: skipped, damaged: damaged + damagedSinceEnd, damagedTail: 0, size };
    }
    const count = readSync(descriptor, block, 0, wanted, position);
    if (count === 0) {
      const damagedTail = damagedSinceEnd + (restTooLong || isTorn(rest) ? 0 : 1);
      return { end, next: end, damaged, damagedTail, size: position };
    }
    const bytes = Buffer.concat([rest, block.subarray(0, count)]);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed !== -1; feed = bytes.indexOf(LINE_FEED, start)) {
      const json = restTooLong ? null : checkLine(bytes.toString('utf8', start, feed));
      restTooLong = false;
      start = feed + 1;
      if (json === null) damagedSinceEnd++;
      else {
        end = position + count - (bytes.length - start);
        damaged += damagedSinceEnd;
        damagedSinceEnd = 0;
        visit(json);
      }
    }
    position += count;
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > MAXIMUM_LINE_BYTES) {
      rest = Buffer.alloc(0);
      restTooLong = true;
    }
  }
}

/** Whether the bytes after the last line feed are what a write that was cut short leaves. */
function isTorn(rest: Buffer): boolean {
  if (rest.length === 0) return true;
  // Zeros stand for bytes that never reached the disk, and the last byte of a whole line is no line feed any more.
  return rest.at(-1) !== 0 && checkLine(rest.toString('utf8', 0, rest.length - 1)) === null;
}

/** What to say of so many damaged lines; null for none. */
export function damagedLines(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? 'it has a damaged line' : `it has ${count} damaged lines`;
}
