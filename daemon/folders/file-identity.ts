import { statSync } from 'node:fs';

/** Equal for two names of one file: hard links, and resolved symbolic links. */
export function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

/**
 * Distinguishes two files of the same name without opening them, because closing the file would free a lock on it. Null
 * if there is no file. @throws the system's error
 */
export function fileIdentity(path: string): string | null {
  const info = statSync(path, { throwIfNoEntry: false, bigint: true });
  return info === undefined ? null : identityOf(info);
}
