import type { DatabaseSync } from 'node:sqlite';

export interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/**
 * Loads node:sqlite, which Node.js 22 announces as experimental on stderr. Only that one announcement is dropped: the module
 * is used for its file lock alone, and stderr belongs to the command's own messages.
 */
export function loadSqlite(): Sqlite {
  const original = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (/sqlite/i.test(String(warning)) && rest.includes('ExperimentalWarning')) return;
    Reflect.apply(original, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = original;
  }
}
