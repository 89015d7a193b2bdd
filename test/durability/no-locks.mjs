/**
 * Loaded into a process with `NODE_OPTIONS=--import`: SQLite answers as on a file system whose locks answer ENOLCK, where
 * every file seems to be locked by somebody else.
 */
const SQLITE_BUSY = 5;
const real = process.getBuiltinModule;

class DatabaseSync {
  exec() {
    throw Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: SQLITE_BUSY });
  }
  close() {}
}

process.getBuiltinModule = (name) => (name === 'node:sqlite' ? { DatabaseSync } : real(name));
