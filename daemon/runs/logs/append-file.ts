import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { writeError } from '../write-error.ts';

/**
 * A file that only grows. Synchronous: a line takes a few microseconds, and no intermediate state is visible. The system
 * places every write at the end of the file (O_APPEND), so bytes of another process are never overwritten.
 */
export interface AppendFile {
  /** Bytes written so far. */
  readonly size: number;
  /** Appends all bytes or, on an error, none (a partial write is cut off again). */
  append(bytes: Uint8Array): void;
  truncate(size: number): void;
  sync(): void;
  close(): void;
}

/** The calls that can fail on a full disk; tests replace them. */
export interface AppendCalls {
  write(descriptor: number, bytes: Uint8Array, offset: number): number;
  sync(descriptor: number): void;
}

const NODE_CALLS: AppendCalls = {
  write: (descriptor, bytes, offset) => writeSync(descriptor, bytes, offset, bytes.length - offset),
  sync: fsyncSync,
};

export interface AppendOptions {
  readonly calls?: AppendCalls;
  /**
   * Called before every change. Throws if this process may not write the file any more. With it, only this process may: bytes
   * that a replaced writer adds late are cut off by the next append. Without it, they stay.
   */
  readonly confirm?: () => void;
}

/**
 * Opens or creates a regular file, never through a symbolic link.
 * @throws FlowscopeError `disk-full` | `unwritable`, as do all methods
 */
export function openAppendFile(path: string, options: AppendOptions = {}): AppendFile {
  const { calls = NODE_CALLS, confirm = () => {} } = options;
  const isSole = options.confirm !== undefined;
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw writeError(error, path);
    }
  };
  // O_NOFOLLOW does not exist on Windows.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  confirm();
  const descriptor = guarded(() => openSync(path, flags, 0o666));
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw new FlowscopeError('unwritable', `${path} is not a regular file.`, { file: path });
  }
  let size = status.size;
  // A new file's name is durable only once its folder is fsynced too.
  let named = size > 0;
  /** Part of a failed append is still at the end of the file. */
  let torn = false;
  const truncate = (to: number) => {
    confirm();
    ftruncateSync(descriptor, to);
    size = to;
    torn = false;
  };
  return {
    get size() {
      return size;
    },
    append(bytes) {
      guarded(() => {
        // Before `confirm`: a process that is stopped after it, and replaced, must not cut off what its successor writes.
        const present = fstatSync(descriptor).size;
        if (torn || (isSole && present > size)) truncate(size);
        else {
          confirm();
          size = isSole ? present : fstatSync(descriptor).size;
        }
      });
      try {
        for (let done = 0; done < bytes.length; ) done += calls.write(descriptor, bytes, done);
        size += bytes.length;
      } catch (error) {
        torn = true;
        attempt(() => truncate(size));
        throw writeError(error, path);
      }
    },
    truncate: (to) => guarded(() => truncate(to)),
    sync() {
      guarded(() => {
        calls.sync(descriptor);
        if (!named) syncFolder(dirname(path));
        named = true;
      });
    },
    close: () => closeSync(descriptor),
  };
}

function syncFolder(path: string): void {
  // Windows has no fsync for directories.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Errors are ignored: the next append cuts the torn bytes off first, and readers verify every line. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {}
}
