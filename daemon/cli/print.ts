/** What goes to stdout and stderr. */
import type { CommandIo } from './command-io.ts';

/** One line of JSON: full precision, null for what is not finite, typed arrays as lists. */
export function writeJson({ stdout }: CommandIo, value: object): void {
  stdout.write(`${toJson(value)}\n`);
}

export function toJson(value: object): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    ArrayBuffer.isView(entry) && !(entry instanceof DataView) ? Array.from(entry as Float64Array) : entry,
  );
}

/** Text for people; ends in a newline. */
export function writeText({ stdout }: CommandIo, text: string): void {
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** A remark that is no result. */
export function writeNote({ stderr }: CommandIo, text: string): void {
  stderr.write(`${text}\n`);
}
