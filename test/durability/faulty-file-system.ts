import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileSystem, nodeFileSystem, temporaryTarget } from '../../daemon/runs/file-system.ts';

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

/**
 * Calls `before` ahead of every call, with its name and the name of its file (a temporary one without its random part),
 * and waits for it; an error there stands for the call's own.
 */
export function intercepted(before: (call: string) => unknown): FileSystem {
  const see = async (text: string, path: string) => {
    await before(`${text} ${basename(path).replace(/\.[0-9a-f]{8}\.tmp$/, '.tmp')}`);
  };
  return {
    async create(path) {
      await see('create', path);
      const file = await nodeFileSystem.create(path);
      return {
        ...file,
        async sync() {
          await see('sync', path);
          await file.sync();
        },
      };
    },
    async makeFolder(path) {
      await see('make folder', path);
      await nodeFileSystem.makeFolder(path);
    },
    async rename(from, to) {
      await see('rename to', to);
      await nodeFileSystem.rename(from, to);
    },
    async remove(path) {
      await see('remove', path);
      await nodeFileSystem.remove(path);
    },
    async removeTemporary(path) {
      await see('remove', path);
      await nodeFileSystem.removeTemporary(path);
    },
    async syncDirectory(path) {
      await see('sync folder', path);
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
    if (temporaryTarget(basename(path)) === null) await nodeFileSystem.remove(path);
  },
  removeTemporary: async () => undefined,
  syncDirectory: async () => undefined,
};

function finalPath(path: string): string {
  return join(dirname(path), temporaryTarget(basename(path)) ?? basename(path));
}
