/** The daemon's log: a file of bounded size and its predecessor. Registered secrets are never written to disk. */
import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes one entry; newlines in it are indented. Never throws. */
export type Log = (text: string) => void;

export interface LogFile {
  readonly log: Log;
  close(): void;
}

export interface LogOptions {
  /** Size at which a file is rotated, in bytes. */
  readonly maxBytes?: number;
  readonly secrets?: readonly string[];
}

const MAX_BYTES = 1024 * 1024;
const MAX_ENTRY = 16 * 1024;
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/** Appends to `path`; `path.1` has the older entries. @throws the system's error if the file cannot be opened */
export function openLog(path: string, { maxBytes = MAX_BYTES, secrets = [] }: LogOptions = {}): LogFile {
  let file: number | null = openSync(path, FLAGS, 0o600);
  let size = fstatSync(file).size;
  const append = (line: Uint8Array): void => {
    if (file === null) return;
    if (size + line.length > maxBytes) {
      closeSync(file);
      file = null;
      renameSync(path, `${path}.1`);
      file = openSync(path, FLAGS, 0o600);
      size = 0;
    }
    size += writeSync(file, line);
  };
  return {
    log(text) {
      let entry = text.length > MAX_ENTRY ? `${text.slice(0, MAX_ENTRY)}…` : text;
      for (const secret of secrets) entry = entry.replaceAll(secret, '[secret]');
      try {
        append(Buffer.from(`${new Date().toISOString()} ${entry.replace(/\r?\n|\r/g, '\n  ')}\n`));
      } catch {
        // A full disk must not end the daemon; a later entry may fit again.
      }
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
