/**
 * Opens files of a run directory safely: the directory may come from a stranger. Links are not followed (one could lead
 * to one of our locks, and closing any descriptor of it would free that lock); FIFOs and devices, which may block or
 * never end, are refused. Hard links are allowed, since backups use them, unless the file could be a lock.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** An open descriptor, or null if there is no such file. @throws FlowscopeError `run-damaged` */
export function openRunFile(path: string): number | null {
  let descriptor: number;
  try {
    if (maybeLock(lstatSync(path))) return null;
    descriptor = openSync(path, FLAGS);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw cannotOpen(path, error);
  }
  try {
    check(path, fstatSync(descriptor), Number.POSITIVE_INFINITY);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The whole text, or null if there is no such file. @throws FlowscopeError `run-damaged`, also for a longer one */
export async function readRunFile(path: string, maximumBytes: number): Promise<string | null> {
  const handle = await openCarefully(path);
  if (handle === null) return null;
  try {
    check(path, await handle.stat(), maximumBytes);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function openCarefully(path: string): Promise<FileHandle | null> {
  try {
    return maybeLock(await lstat(path)) ? null : await open(path, FLAGS);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw cannotOpen(path, error);
  }
}

/** Like `readRunFile`, but synchronous. */
export function readRunFileSync(path: string, maximumBytes: number): string | null {
  const descriptor = openRunFile(path);
  if (descriptor === null) return null;
  try {
    check(path, fstatSync(descriptor), maximumBytes);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** For code that opens by name: whether the name belongs to a regular file as above, or to none. */
export function isPlainFile(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.isFile();
}

/**
 * Our locks are empty files. An empty file has nothing to read, so one with a second name is treated as absent: it
 * could be the name of a lock that this process holds.
 */
export function maybeLock({ size, nlink }: Stats): boolean {
  return size === 0 && nlink > 1;
}

function check(path: string, stats: Stats, maximumBytes: number): void {
  if (!stats.isFile()) throw damaged(path, 'it is not a regular file');
  if (stats.size > maximumBytes) throw damaged(path, `it has ${stats.size} bytes`);
}

function cannotOpen(path: string, error: unknown): FlowscopeError {
  const code = systemCode(error);
  const reason = code === 'ELOOP' || code === 'EMLINK' ? 'it is a symbolic link' : `it cannot be opened (${code})`;
  return damaged(path, reason, error);
}

function damaged(path: string, reason: string, cause?: unknown): FlowscopeError {
  return new FlowscopeError('run-damaged', `Cannot use ${path}: ${reason}.`, {
    file: path,
    reason,
    ...(cause === undefined ? {} : { cause }),
    hint: `Only Flowscope may write the files of a run directory. Check the permissions; \`flowscope fsck ${dirname(path)}\` lists what is damaged.`,
  });
}
