/**
 * Keeps the compiled form of the daemon's own code in the state folder, so that the next start does not compile it again: about a
 * fifth of the time until a daemon answers. Node checks each entry against its own version and the code. Where the folder cannot
 * be written everything works as before.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { statePaths } from '../client/state-folder.ts';

/** Before anything else is imported. From the second daemon on: the first one makes the folder, if it comes to that. */
export function useCompileCache(): void {
  const { folder } = statePaths(null);
  if (existsSync(folder)) module.enableCompileCache?.(join(folder, 'compile-cache'));
}

/** Node writes it at the end of a process; one that lives long, and may be killed, does so soon. */
export function saveCompileCache(milliseconds: number): void {
  setTimeout(() => module.flushCompileCache?.(), milliseconds).unref();
}
