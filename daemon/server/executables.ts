/** Detects that the daemon's own files were removed or replaced since it started. */
import { statSync } from 'node:fs';
import { FlowscopeError } from '../errors/flowscope-error.ts';

export interface Executables {
  /** @throws FlowscopeError `daemon-outdated`: an update removed or replaced them */
  check(): void;
}

/** @param paths of the programs that workers are started from */
export function watchExecutables(paths: readonly string[]): Executables {
  const before = paths.map((path) => [path, identityOf(path)] as const);
  return {
    check() {
      for (const [path, identity] of before) {
        const now = identityOf(path);
        if (now === null)
          throw outdated(`the program file ${path} of the daemon is missing: it was updated or removed`, path);
        if (now !== identity)
          throw outdated(`the program file ${path} of the daemon was replaced by another version`, path);
      }
    },
  };
}

/** Converts the error of an import, or of a thread, whose file was removed while the process runs. */
export function asOutdated(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const missing = error instanceof Error && (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND');
  return missing ? outdated(`a program file of the daemon is missing: ${error.message}`, null) : error;
}

function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

/** @param file the program */
export function outdated(message: string, file: string | null): FlowscopeError {
  return new FlowscopeError('daemon-outdated', message, {
    ...(file === null ? {} : { file }),
    hint: 'Restart the daemon to use the new files. Active runs finish first.',
  });
}
