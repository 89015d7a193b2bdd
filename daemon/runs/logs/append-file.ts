import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { writeError } from '../write-error.ts';

/** A file that only grows. Synchronous: a line takes a few microseconds, and no intermediate state is visible. */
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
  write(descriptor: number, bytes: Uint8Array, offset: number, position: number): number;
  sync(descriptor: number): void;
}

const NODE_CALLS: AppendCalls = {
  write: (descriptor, bytes, offset, position) => writeSync(descriptor, bytes, offset, bytes.length - offset, position),
  sync: fsyncSync,
};

/**
 * Opens or creates a regular file, never through a symbolic link.
 * @throws FlowscopeError `disk-full` | `unwritable`, as do all methods
 */
export function openAppendFile(path: string, calls: AppendCalls = NODE_CALLS): AppendFile {
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw writeError(error, path);
    }
  };
  // O_NOFOLLOW does not exist on Windows.
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const descriptor = guarded(() => openSync(path, flags, 0o666));
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw new FlowscopeError('unwritable', `${path} is not a regular file.`, { file: path });
  }
  let size = status.size;
  // A new file's name is durable only once its folder is fsynced too.
  let named = size > 0;
  return {
    get size() {
      return size;
    },
    append(bytes) {
      try {
        let done = 0;
        while (done < bytes.length) done += calls.write(descriptor, bytes, done, size + done);
        size += bytes.length;
      } catch (error) {
        cutBack(descriptor, size);
        throw writeError(error, path);
      }
    },
    truncate(to) {
      guarded(() => ftruncateSync(descriptor, to));
      size = to;
    },
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

function cutBack(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size);
  } catch {
    // The next append starts at the same position, and readers verify every line.
  }
}
