/** A file that the user chose to export to: written as a whole, and never through a symbolic link. */
import { lstat, open, stat, unlink } from 'node:fs/promises';
import { dirname, extname, isAbsolute } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { nodeFileSystem, replaceFile } from '../../runs/file-system.ts';
import { systemCode } from '../../runs/write-error.ts';

/** @throws FlowscopeError `unwritable` (exit 2), `file-exists` (exit 2) */
export async function checkExportTarget(path: string, overwrite: boolean): Promise<void> {
  if (!isAbsolute(path)) throw refused(path, 'its path is not absolute');
  if (extname(path).toLowerCase() !== '.onnx') throw refused(path, 'its name does not end in .onnx');
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) throw refused(path, `its folder ${dirname(path)} does not exist`);
  const there = await lstat(path).catch(() => null);
  if (there === null) return;
  if (there.isSymbolicLink()) throw refused(path, 'it is a symbolic link, and files are never written through one');
  if (!there.isFile()) throw refused(path, 'it is no regular file');
  if (!overwrite) throw exists(path);
}

/** @throws FlowscopeError as `checkExportTarget`, and where the disk is full or the folder cannot be written */
export async function writeExport(path: string, bytes: Uint8Array, overwrite: boolean): Promise<void> {
  await checkExportTarget(path, overwrite);
  // Two exports to one name: only one of them finds it free.
  const reserved = !overwrite && (await reserve(path));
  try {
    await replaceFile(nodeFileSystem, path, bytes);
  } catch (error) {
    if (reserved) await unlink(path).catch(() => undefined);
    if (error instanceof FlowscopeError) throw error;
    throw refused(path, systemCode(error) ?? String(error));
  }
}

async function reserve(path: string): Promise<true> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    const code = systemCode(error);
    throw code === 'EEXIST' ? exists(path) : refused(path, code ?? String(error));
  }
}

function exists(path: string): FlowscopeError {
  return new FlowscopeError('file-exists', `${path} exists already`, {
    file: path,
    exitCode: 2,
    hint: 'Choose another name, or ask to overwrite it.',
  });
}

function refused(path: string, reason: string): FlowscopeError {
  return new FlowscopeError('unwritable', `Cannot write ${path}: ${reason}.`, {
    file: path,
    exitCode: 2,
    hint: 'Choose another file.',
  });
}
