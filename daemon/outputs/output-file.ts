/** Output files: checked before any work is done, then written completely or not at all. */
import { randomBytes } from 'node:crypto';
import { rmSync, type Stats } from 'node:fs';
import { access, chmod, constants, link, lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { noSpace } from '../errors/no-space.ts';
import { systemCode } from '../errors/system-code.ts';
import { canonicalPath } from '../runs/directory/canonical-path.ts';
import { discard, type FileSystem, nodeFileSystem } from '../runs/file-system.ts';
import { writeError } from '../runs/write-error.ts';
import { type Protection, protectedUse } from './protected-files.ts';

export interface OutputOptions extends Protection {
  /** Whether an existing file may be replaced. */
  readonly replace: boolean;
  /** Code of the error if it may not. Default `file-exists`. */
  readonly existsCode?: string;
  /** How to choose another file: `Choose another file with -o.` */
  readonly hint: string;
  readonly files?: FileSystem;
}

export interface OutputFile {
  /** Absolute. */
  readonly path: string;
  /**
   * Checks the path again, since it may have changed meanwhile, writes a temporary file beside it, and renames that. An
   * existing file keeps its permissions. On an error, or if `signal` is aborted, the old file is kept and no temporary
   * file is left.
   * @throws FlowscopeError as `openOutput`, and `disk-full`; the signal's reason
   */
  write(content: Uint8Array | string, signal?: AbortSignal | null): Promise<void>;
}

/** A write can be cancelled between two chunks. */
const CHUNK = 8 * 2 ** 20;

/**
 * Refuses a file that must not or cannot be written, before any work is done.
 * @param path absolute, or relative to the current folder
 * @throws FlowscopeError, all with exit code 2: `protected-file` for what a run needs or the command reads (see
 * `protectedUse`), `existsCode` without `replace`, `unwritable` for links, folders, devices, and files without
 * permission
 */
export async function openOutput(path: string, options: OutputOptions): Promise<OutputFile> {
  const target = resolve(path);
  const { files = nodeFileSystem, replace } = options;
  await checkPlace(target, options);
  return {
    path: target,
    async write(content, signal = null) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const there = await checkPlace(target, options);
      // Resolve the folder now, so that a later change of a link on the way to it has no effect.
      const folder = await canonicalPath(dirname(target));
      const temporary = join(folder, `.flowscope-${randomBytes(8).toString('hex')}.tmp`);
      const removeAtExit = () => rmSync(temporary, { force: true });
      process.on('exit', removeAtExit);
      try {
        // A private file is private from its first byte; the umask may have removed further permissions.
        const mode = there === null ? undefined : there.mode & 0o777;
        await stage(files, { temporary, mode, bytes, signal });
        if (mode !== undefined) await chmod(temporary, mode);
        await checkPlace(target, options);
        signal?.throwIfAborted();
        await publish(files, temporary, join(folder, basename(target)), replace);
        await files.syncDirectory(folder);
      } catch (error) {
        await discard(files, temporary);
        if (error instanceof FlowscopeError || signal?.aborted) throw error;
        throw failed(target, error, options);
      } finally {
        process.off('exit', removeAtExit);
      }
    },
  };
}

/** The existing file, or null. */
async function checkPlace(target: string, options: OutputOptions): Promise<Stats | null> {
  const { hint, replace } = options;
  const refuse = (reason: string, code = 'unwritable', how = hint) =>
    new FlowscopeError(code, `Cannot write ${target}: ${reason}.`, { file: target, exitCode: 2, hint: how });
  const use = await protectedUse(target, options);
  if (use !== null) throw refuse(`it is ${use}`, 'protected-file');
  const folder = dirname(target);
  const parent = await stat(folder).catch(() => null);
  if (!parent?.isDirectory()) {
    throw refuse(`there is no folder ${folder}`, 'unwritable', `Create it: mkdir -p '${folder}'`);
  }
  const there = await lstat(target).catch(() => null);
  if (there?.isSymbolicLink()) throw refuse('it is a symbolic link, and Flowscope never writes through links');
  if (there && !there.isFile()) throw refuse('it is not a regular file');
  if (there && !replace) throw exists(target, options);
  if (there && !(await isWritable(target))) throw refuse('the file is write-protected');
  if (!(await isWritable(folder))) throw refuse(`you have no permission to write to the folder ${folder}`);
  return there;
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

interface Stage {
  readonly temporary: string;
  readonly mode: number | undefined;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal | null;
}

async function stage(files: FileSystem, { temporary, mode, bytes, signal }: Stage): Promise<void> {
  const file = await files.create(temporary, mode);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      signal?.throwIfAborted();
      await file.write(bytes.subarray(at, at + CHUNK));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames to the final name. Without `replace` the name must be free, even if another process takes it meanwhile. */
async function publish(files: FileSystem, temporary: string, target: string, replace: boolean): Promise<void> {
  if (replace) return files.rename(temporary, target);
  try {
    await link(temporary, target);
  } catch (error) {
    // Some file systems have no hard links; on them the name was free a moment ago.
    if (systemCode(error) !== 'EEXIST') return files.rename(temporary, target);
    throw error;
  }
  await files.remove(temporary);
}

function failed(target: string, error: unknown, options: OutputOptions): unknown {
  if (systemCode(error) === 'EEXIST') return exists(target, options);
  const { hint } = options;
  // The folder was there a moment ago: one such as /proc takes no files.
  if (systemCode(error) === 'ENOENT') {
    const message = `Cannot write ${target} (ENOENT): the folder ${dirname(target)} cannot hold files.`;
    return new FlowscopeError('unwritable', message, { file: target, hint, cause: error });
  }
  const known = writeError(error, target);
  if (!(known instanceof FlowscopeError)) return known;
  const full = noSpace(systemCode(error));
  const way = full === null ? hint : `${full.advice}. ${hint}`;
  return new FlowscopeError(known.code, known.message, { file: target, hint: way, cause: error });
}

function exists(target: string, { hint, existsCode = 'file-exists' }: OutputOptions): FlowscopeError {
  return new FlowscopeError(existsCode, `${target} already exists.`, { file: target, exitCode: 2, hint });
}
