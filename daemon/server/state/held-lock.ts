/** The lock that makes this process the daemon for as long as it lives. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileIdentity } from '../../folders/file-identity.ts';
import type { FileLock, LockResult } from '../../runs/lease/sqlite-lock.ts';

export interface HeldLock {
  /**
   * Whether this process still is the daemon of the folder. If the lock file was removed (with the whole folder, say),
   * the lock no longer protects anything, so it is taken again; false: another daemon took it first.
   */
  confirm(): boolean;
  release(): void;
}

export function holdLock(path: string, first: FileLock, lock: (path: string) => LockResult): HeldLock {
  const locks = [first];
  let identity = fileIdentity(path);
  return {
    confirm() {
      if (fileIdentity(path) === identity) return true;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const renewed = lock(path);
      if (renewed === 'busy' || renewed === 'unsupported') return false;
      locks.push(renewed);
      identity = fileIdentity(path);
      return true;
    },
    release() {
      for (const held of locks.splice(0)) held.release();
    },
  };
}
