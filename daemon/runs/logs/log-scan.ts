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
  /** Damaged lines before `end`. */
  readonly damaged: number;
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
  if (descriptor === null) return { end: from, next: from, damaged: 0, size: 0 };
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
      const next = !restTooLong && lineStart > from ? lineStart : position;
      return { end, next, damaged, size: Math.max(fileSize, position) };
    }
    const count = readSync(descriptor, block, 0, wanted, position);
    if (count === 0) return { end, next: end, damaged, size: position };
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
