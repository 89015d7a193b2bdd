/** Files that the user asked for with -o. */
import { lstat, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { discard, nodeFileSystem, stageFile } from '../runs/file-system.ts';
import { systemCode } from '../runs/write-error.ts';
import { usageError } from './usage-error.ts';

/** The format that a file's name asks for. @throws FlowscopeError `usage` (exit 2) if it is none of `known` */
export function formatOf<T extends string>(path: string, known: readonly T[]): T {
  const extension = extname(path).slice(1).toLowerCase();
  const found = known.find((format) => format === extension);
  if (found !== undefined) return found;
  const names = known.map((format) => `.${format}`).join(', ');
  throw usageError(`the output '${path}' must end in ${names}, which says its format`);
}

/** Refuses a target that cannot be written before any work is done. Answers its absolute path. */
export async function checkOutput(path: string, cwd: string): Promise<string> {
  const target = resolve(cwd, path);
  const folder = await stat(dirname(target)).catch(() => null);
  if (!folder?.isDirectory()) throw refused(target, `its folder ${dirname(target)} does not exist`);
  const there = await lstat(target).catch(() => null);
  if (there?.isSymbolicLink()) throw refused(target, 'it is a symbolic link, and files are never written through one');
  if (there && !there.isFile()) throw refused(target, 'it is no regular file');
  return target;
}

/**
 * Writes the file as a whole, replacing an older one: under a temporary name first, then renamed.
 * @throws FlowscopeError `disk-full`, `unwritable`
 */
export async function writeOutput(path: string, content: Uint8Array | string, cwd: string): Promise<string> {
  const target = await checkOutput(path, cwd);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let staged: string | null = null;
  try {
    staged = await stageFile(nodeFileSystem, target, [bytes]);
    await nodeFileSystem.rename(staged, target);
    await nodeFileSystem.syncDirectory(dirname(target));
    return target;
  } catch (error) {
    if (staged !== null) await discard(nodeFileSystem, staged);
    const code = error instanceof FlowscopeError ? error.code : 'unwritable';
    const reason = error instanceof FlowscopeError ? error.message : `Cannot write ${target} (${systemCode(error)}).`;
    const hint = 'Make room or choose another folder with -o.';
    throw new FlowscopeError(code, reason, { file: target, hint, cause: error });
  }
}

function refused(target: string, reason: string): FlowscopeError {
  return new FlowscopeError('unwritable', `Cannot write ${target}: ${reason}.`, {
    file: target,
    exitCode: 2,
    hint: 'Choose another file with -o.',
  });
}
