import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
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
  /** Removes a temporary file of this process's own, whose name nobody else uses; does nothing if it is missing. */
  removeTemporary(path: string): Promise<void>;
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
  removeTemporary: (path) => rm(path, { force: true }),
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
 * run any more. It still removes its own temporary files, which nobody else uses.
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
    removeTemporary: files.removeTemporary,
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

/** Earlier versions, and manifests of checkpoints that are being removed, have no random part. */
const TEMPORARY = /^\.(.+?)(?:\.[0-9a-f]{8})?\.tmp$/;

/**
 * A new name beside `target` under which its content is written first. A writer that was stopped and replaced by another
 * one may continue at any call: with its own name it never renames or removes the other's file.
 */
function temporaryPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`);
}

/** The name whose content is written under this temporary one first; null for other names. */
export function temporaryTarget(name: string): string | null {
  return TEMPORARY.exec(name)?.[1] ?? null;
}

/**
 * Writes the chunks to a temporary name of `target`, fsyncs the file and returns that name. On an error it removes the
 * temporary file, which also frees its space, and throws `disk-full` or `unwritable`.
 * @param sync false: without the fsync. The file survives a kill, but maybe not a power loss
 */
export async function stageFile(
  files: FileSystem,
  target: string,
  chunks: Iterable<Uint8Array>,
  sync = true,
): Promise<string> {
  const temporary = temporaryPath(target);
  try {
    const file = await files.create(temporary);
    try {
      for (const chunk of chunks) await file.write(chunk);
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  } catch (error) {
    await discardTemporary(files, temporary);
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
    await discardTemporary(files, temporary);
    throw writeError(error, target);
  }
}

/** Removes a file that may exist. Ignores errors, because the error that led here is the one to report. */
export async function discard(files: FileSystem, path: string): Promise<void> {
  await files.remove(path).catch(() => undefined);
}

/** Like `discard`, for a file that `stageFile` wrote: also after the lease was lost. */
export async function discardTemporary(files: FileSystem, temporary: string): Promise<void> {
  await files.removeTemporary(temporary).catch(() => undefined);
}

/** Removes what killed writers of `target` left. Only where this process is its only writer. */
export async function removeTemporariesOf(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder).catch(() => [])) {
    if (temporaryTarget(name) === basename(target)) await discard(nodeFileSystem, join(folder, name));
  }
}
