import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileSystem, isTemporaryName, nodeFileSystem } from '../../daemon/runs/file-system.ts';

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

export interface Fault {
  /** Bytes that may still be written; every write beyond answers `code`. */
  bytesLeft: number;
  readonly code: string;
}

/** A disk with room for a number of bytes: the write that meets the end is cut short there, as a real one is. */
export function fullDisk(fault: Fault): FileSystem {
  return {
    ...nodeFileSystem,
    async create(path) {
      const file = await nodeFileSystem.create(path);
      return {
        ...file,
        async write(bytes) {
          const room = Math.min(bytes.length, fault.bytesLeft);
          await file.write(bytes.subarray(0, room));
          fault.bytesLeft -= room;
          if (room < bytes.length) throw systemError(fault.code);
        },
      };
    },
  };
}

/** Calls `before` ahead of every call, with its name and the name of its file; an error there stands for the call's own. */
export function intercepted(before: (call: string) => void): FileSystem {
  const see = (text: string, path: string) => before(`${text} ${basename(path)}`);
  return {
    async create(path) {
      see('create', path);
      const file = await nodeFileSystem.create(path);
      return {
        ...file,
        async sync() {
          see('sync', path);
          await file.sync();
        },
      };
    },
    async makeFolder(path) {
      see('make folder', path);
      await nodeFileSystem.makeFolder(path);
    },
    async rename(from, to) {
      see('rename to', to);
      await nodeFileSystem.rename(from, to);
    },
    async remove(path) {
      see('remove', path);
      await nodeFileSystem.remove(path);
    },
    async syncDirectory(path) {
      see('sync folder', path);
      await nodeFileSystem.syncDirectory(path);
    },
  };
}

/**
 * The negative control: what a program without a temporary name does. Content goes straight to its final name, and
 * nothing is fsynced.
 */
export const plainFileSystem: FileSystem = {
  async create(path) {
    const handle = await open(finalPath(path), 'w');
    return {
      write: async (bytes) => void (await handle.write(bytes)),
      sync: async () => undefined,
      close: () => handle.close(),
    };
  },
  makeFolder: nodeFileSystem.makeFolder,
  rename: async (from, to) => {
    if (finalPath(from) !== to) await rename(finalPath(from), to);
  },
  remove: async (path) => {
    if (!isTemporaryName(basename(path))) await nodeFileSystem.remove(path);
  },
  syncDirectory: async () => undefined,
};

function finalPath(path: string): string {
  const name = basename(path);
  return isTemporaryName(name) ? join(dirname(path), name.slice(1, -'.tmp'.length)) : path;
}
