/** Output to stdout and stderr. */
import { printable, printableJson } from '../format/printable.ts';
import type { CommandIo } from './command-io.ts';

/** One line of JSON: full precision, null for numbers that are not finite, typed arrays as lists. */
export function writeJson({ stdout }: CommandIo, value: object): void {
  stdout.write(`${printableJson(toJson(value))}\n`);
}

export function toJson(value: object): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    ArrayBuffer.isView(entry) && !(entry instanceof DataView) ? Array.from(entry as Float64Array) : entry,
  );
}

/** Text for people; ends with a newline. */
export function writeText({ stdout, color }: CommandIo, text: string): void {
  const safe = printable(text, color);
  stdout.write(safe.endsWith('\n') ? safe : `${safe}\n`);
}

/** A note that is not part of the result. */
export function writeNote({ stderr, color, interactive }: CommandIo, text: string): void {
  stderr.write(`${printable(text, color && interactive)}\n`);
}
