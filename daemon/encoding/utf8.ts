/**
 * Text files must be UTF-8, with or without a byte order mark. Other encodings are named, with a command to convert
 * them.
 */
import { isUtf8 } from 'node:buffer';
import { shellWord } from './shell-word.ts';

/** Why bytes are not UTF-8 text, as the end of a sentence ("is UTF-16 …"), and what to do about it. */
export interface EncodingProblem {
  readonly message: string;
  readonly hint: string;
}

const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  // Before UTF-16LE, whose mark is a prefix of this one.
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
];
/** Bytes at the beginning that are searched for null bytes. */
const START = 65_536;

/**
 * @param file as the user wrote it, for the command that converts it
 * @returns null if the bytes are UTF-8 text
 */
export function encodingProblem(bytes: Uint8Array, file: string): EncodingProblem | null {
  return beginningProblem(bytes, file) ?? notUtf8(bytes, file);
}

/** As `encodingProblem`, from the first 64 KiB of a file alone: a wide encoding, or no text. */
export function beginningProblem(bytes: Uint8Array, file: string): EncodingProblem | null {
  const marked = MARKS.find(([, mark]) => begins(bytes, mark))?.[0];
  if (marked !== undefined) return wide(marked, file);
  const start = bytes.subarray(0, START);
  if (start.includes(0)) {
    const guess = wideWithoutMark(start);
    if (guess !== null) return wide(guess, file);
    return {
      message: 'is not a text file: it contains null bytes',
      hint: 'Choose a text file. A file in another encoding must be saved as UTF-8 first.',
    };
  }
  return null;
}

/** As `encodingProblem`, for part of a file that neither begins nor ends within a character. @param line where it begins */
export function notUtf8(bytes: Uint8Array, file: string, line = 1): EncodingProblem | null {
  if (isUtf8(bytes)) return null;
  const { line: after, byte } = firstWrongByte(bytes);
  return {
    message: `is not UTF-8: line ${line - 1 + after} contains the byte 0x${byte.toString(16).toUpperCase()}`,
    hint: advice('WINDOWS-1252', file, ', if it is in the Western European encoding of Windows'),
  };
}

/** Text without its byte order mark. @param bytes without an `encodingProblem` */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function begins(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte);
}

function wide(encoding: string, file: string): EncodingProblem {
  return { message: `is ${encoding} text, not UTF-8`, hint: advice(encoding, file) };
}

function advice(encoding: string, file: string, condition = ''): string {
  return `Save it as UTF-8: "Save with Encoding" in VS Code, or ${conversion(encoding, file)}${condition}.`;
}

const DECOMPRESSION: Readonly<Record<string, string>> = { '.gz': 'gzip', '.zst': 'zstd' };

/** A command for a shell. The new file keeps the ending, which tells the format. */
function conversion(encoding: string, file: string): string {
  const [, name, compression = ''] = /^(.*?)(\.gz|\.zst)?$/s.exec(file)!;
  const converted = shellWord(name!.replace(/(\.[^./\\]+)?$/, '-utf8$1'));
  const iconv = `iconv -f ${encoding} -t UTF-8`;
  return compression === ''
    ? `${iconv} ${shellWord(file)} > ${converted}`
    : `${DECOMPRESSION[compression]} -dc ${shellWord(file)} | ${iconv} > ${converted}`;
}

/** In wide encodings, Latin letters, digits and line breaks have null bytes at fixed positions, and only there. */
function wideWithoutMark(start: Uint8Array): string | null {
  const zeros = [0, 0, 0, 0];
  const units = Math.floor(start.length / 4);
  let [little, big] = [units > 0 && start.length % 4 === 0, units > 0 && start.length % 4 === 0];
  for (const [i, byte] of start.entries()) {
    if (byte === 0) zeros[i % 4]!++;
    // The highest character of Unicode is U+10FFFF.
    if ((i % 4 === 3 && byte !== 0) || (i % 4 === 2 && byte > 0x10)) little = false;
    if ((i % 4 === 0 && byte !== 0) || (i % 4 === 1 && byte > 0x10)) big = false;
  }
  if (little) return 'UTF-32LE';
  if (big) return 'UTF-32BE';
  const [even, odd] = [zeros[0]! + zeros[2]!, zeros[1]! + zeros[3]!];
  // A few zeros among many bytes mean damage, not an encoding.
  const enough = (count: number) => count * 8 >= start.length;
  if (even === 0 && enough(odd)) return 'UTF-16LE';
  return odd === 0 && enough(even) ? 'UTF-16BE' : null;
}

/** The line (1-based) and value of the first invalid byte. */
function firstWrongByte(bytes: Uint8Array): { readonly line: number; readonly byte: number } {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!isUtf8(part)) {
      const at = start + wrongIn(part);
      return { line: 1 + lineBreaks(bytes, 0, at), byte: bytes[at]! };
    }
    if (end < 0) throw new Error('every line is UTF-8');
    start = end + 1;
  }
}

function wrongIn(part: Uint8Array): number {
  let at = 0;
  while (at < part.length) {
    const length = [1, 2, 3, 4].find((n) => at + n <= part.length && isUtf8(part.subarray(at, at + n)));
    if (length === undefined) break;
    at += length;
  }
  return at;
}

/**
 * Number of line breaks in bytes start … end−1 of a whole file, as editors count them: LF, CR LF and CR are one each.
 */
export function lineBreaks(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x0a || (byte === 0x0d && bytes[i + 1] !== 0x0a)) count++;
  }
  return count;
}
