import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeError } from './write-error.ts';

/** The few operations that durability depends on. Tests replace them to simulate full disks or to record calls. */
export interface FileSystem {
  /**
   * Creates a new file. Fails if the name exists, so a symbolic link is never followed.
   * @param mode default 0666, less the umask
   */
  create(path: string, mode?: number): Promise<OutputFile>;
  /** Creates one folder. Fails if the name exists. */
  makeFolder(path: string): Promise<void>;
  /** Atomic; replaces the target. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; does nothing if it is missing. */
  remove(path: string): Promise<void>;
  /** Makes renames and removals in the folder survive a power loss. */
  syncDirectory(path: string): Promise<void>;
}

export interface OutputFile {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const nodeFileSystem: FileSystem = {
  async create(path, mode = 0o666) {
    return outputFile(await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode));
  },
  makeFolder: (path) => mkdir(path),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncDirectory(path) {
    // Windows has no fsync for directories; NTFS journals its metadata.
    if (process.platform === 'win32') return;
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

/**
 * The same calls, each of which changes nothing if `confirm` throws: a process that lost its lease must not write to the
 * run any more.
 */
export function fenced(files: FileSystem, confirm: () => void): FileSystem {
  return {
    async create(path, mode) {
      confirm();
      return files.create(path, mode);
    },
    async makeFolder(path) {
      confirm();
      await files.makeFolder(path);
    },
    async rename(from, to) {
      confirm();
      await files.rename(from, to);
    },
    async remove(path) {
      confirm();
      await files.remove(path);
    },
    syncDirectory: files.syncDirectory,
  };
}

function outputFile(handle: FileHandle): OutputFile {
  return {
    async write(bytes) {
      let done = 0;
      while (done < bytes.length) done += (await handle.write(bytes, done)).bytesWritten;
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

const TEMPORARY = /^\..+\.tmp$/;

/** The name beside `target` under which its content is written first. */
export function temporaryPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.tmp`);
}

/** The name whose content is written under this temporary one first; null for other names. */
export function temporaryTarget(name: string): string | null {
  return isTemporaryName(name) ? name.slice(1, -'.tmp'.length) : null;
}

export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Writes the chunks to the temporary name of `target`, fsyncs the file and returns that name. On an error it removes
 * the temporary file, which also frees its space, and throws `disk-full` or `unwritable`.
 */
export async function stageFile(files: FileSystem, target: string, chunks: Iterable<Uint8Array>): Promise<string> {
  const temporary = temporaryPath(target);
  try {
    await files.remove(temporary);
    const file = await files.create(temporary);
    try {
      for (const chunk of chunks) await file.write(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  } catch (error) {
    await discard(files, temporary);
    throw writeError(error, target);
  }
}

/** Replaces `target` as a whole: after a crash it has either the old or the new content. */
export async function replaceFile(files: FileSystem, target: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = await stageFile(files, target, [typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
  try {
    await files.rename(temporary, target);
    await files.syncDirectory(dirname(target));
  } catch (error) {
    await discard(files, temporary);
    throw writeError(error, target);
  }
}

/** Removes a file that may exist. Ignores errors, because the error that led here is the one to report. */
export async function discard(files: FileSystem, path: string): Promise<void> {
  await files.remove(path).catch(() => undefined);
}
