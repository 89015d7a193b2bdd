import { randomBytes } from 'node:crypto';
import { lstat, readdir, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { jsonObjectOf } from '../../encoding/json.ts';
import { timeName } from '../../encoding/time-name.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { noSpace } from '../../errors/no-space.ts';
import { systemCode } from '../../errors/system-code.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { discard, type FileSystem, nodeFileSystem, replaceFile } from '../file-system.ts';
import { makeRealFolder } from '../real-folder.ts';
import { isWriteError, writeError } from '../write-error.ts';
import { enclosingRun } from './enclosing-run.ts';
import type { OwnFile } from './own-file.ts';
import { planHash } from './plan-hash.ts';
import { type RunPaths, runPaths } from './run-paths.ts';
import { encodeRecord, type ReadRecord, type RunRecord, readRecord, recordPath, textSha256 } from './run-record.ts';

/** `unsaved` marks a run that was trained from text that was in no file. */
export const RUN_FILES: readonly OwnFile[] = [
  { folder: null, name: /^(spec\.txt|metrics\.jsonl|layers\.jsonl|unsaved)$/ },
  { folder: 'samples', name: /^step-\d{1,15}\.png$/ },
];

/** A run on disk and its paths. */
export interface Run {
  readonly directory: string;
  readonly record: RunRecord;
  /** The checksum of run.json was checked; false: an older version wrote it without one. */
  readonly verified: boolean;
  readonly paths: RunPaths;
}

export interface NewRun {
  readonly name: string;
  /** Path of the spec; runs go to `.flowscope/runs` beside it. */
  readonly spec: string;
  readonly specText: string;
  /** Replaces that folder with one of the user's choice, which is absent or empty. */
  readonly runDir?: string;
  readonly seed: number;
  readonly steps: number;
  readonly parameters: number;
  readonly dimension: number;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly dataFingerprint: string;
  /** The resolved plan: JSON data. */
  readonly plan: object;
  readonly files?: FileSystem;
  readonly now?: () => Date;
}

/**
 * Creates the directory of a new run with `run.json` and `spec.txt`.
 * @throws FlowscopeError `run-exists` (exit 2): `runDir` is not empty, a link, or inside another run; `disk-full` |
 * `unwritable`
 */
export async function createRun(options: NewRun): Promise<Run> {
  const { files = nodeFileSystem, now = () => new Date() } = options;
  const created = now();
  const directory =
    options.runDir === undefined
      ? await makeBeside(files, options.spec, options.name, created).catch(rethrowNotBegun)
      : await makeGiven(files, resolve(options.runDir)).catch(rethrowNotBegun);
  const record: RunRecord = {
    v: 1,
    id: basename(directory),
    name: options.name,
    spec: resolve(options.spec),
    created: created.toISOString(),
    seed: options.seed,
    steps: options.steps,
    parameters: options.parameters,
    dimension: options.dimension,
    backend: options.backend,
    versions: options.versions,
    dataFingerprint: options.dataFingerprint,
    planHash: planHash(options.plan),
    specSha256: textSha256(options.specText),
    plan: jsonObjectOf(options.plan),
  };
  const run = runAt(directory, { record, verified: true });
  await claim(run.paths.spec, options.specText, directory);
  try {
    await replaceFile(files, recordPath(directory), encodeRecord(record));
  } catch (error) {
    // Without its record it is no run, and the folder must be free for another try.
    await discard(files, run.paths.spec);
    throw notBegun(error);
  }
  return run;
}

/**
 * Creates an empty folder for a run that is created later (as its `runDir`), in `.flowscope/runs` beside the spec.
 * @throws FlowscopeError `disk-full` | `unwritable`
 */
export function reserveRunDirectory(spec: string, name: string): Promise<string> {
  return makeBeside(nodeFileSystem, spec, name, new Date()).catch(rethrowNotBegun);
}

/** Like `reserveRunDirectory`, but in an existing folder of the caller's choice. */
export function reserveRunDirectoryIn(folder: string, name: string): Promise<string> {
  return makeNamed(nodeFileSystem, folder, name, new Date()).catch(rethrowNotBegun);
}

/**
 * Opens the run in `directory`.
 * @throws FlowscopeError `run-not-found` (exit 2) | `run-damaged`
 */
export async function openRun(directory: string): Promise<Run> {
  return runAt(resolve(directory), await readRecord(resolve(directory)));
}

function runAt(directory: string, { record, verified }: ReadRecord): Run {
  return {
    directory,
    record,
    verified,
    paths: runPaths(directory),
  };
}

async function makeBeside(files: FileSystem, spec: string, name: string, time: Date): Promise<string> {
  const folder = await realpath(dirname(resolve(spec)));
  const root = join(folder, '.flowscope');
  await makeRealFolder(files, root, NO_LINK);
  await writeFile(join(root, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw writeError(error, join(root, '.gitignore'));
  });
  const runs = join(root, 'runs');
  await makeRealFolder(files, runs, NO_LINK);
  return makeNamed(files, runs, name, time);
}

async function makeNamed(files: FileSystem, runs: string, name: string, time: Date): Promise<string> {
  const prefix = `${fileName(name)}-${timeName(time)}`;
  for (;;) {
    const directory = join(runs, `${prefix}-${randomBytes(2).toString('hex')}`);
    try {
      await files.makeFolder(directory);
      await files.syncDirectory(runs);
      return directory;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw writeError(error, directory);
    }
  }
}

const NO_LINK = 'Runs are never written through a symbolic link: remove it, or choose a folder with --run-dir.';

async function makeGiven(files: FileSystem, directory: string): Promise<string> {
  await checkOutside(directory);
  try {
    const made = await makeFolders(directory, files.makeFolder);
    if (made !== null) await files.syncDirectory(dirname(made));
    await checkEmpty(directory);
    return directory;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw exists(directory, 'is not a folder');
    // The folders above it were made or exist: a place such as /proc takes none.
    if (code === 'ENOENT') throw cannotHold(directory);
    throw writeError(error, directory);
  }
}

/**
 * Checks that a new run may use this folder, without creating it.
 * @throws FlowscopeError `run-exists` (exit 2), as `createRun`
 */
export async function checkGiven(directory: string): Promise<void> {
  await checkOutside(directory);
  try {
    await checkEmpty(directory);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** Everything below a run directory belongs to that run. */
async function checkOutside(directory: string): Promise<void> {
  const run = await enclosingRun(dirname(directory));
  if (run !== null) throw exists(directory, `is inside that of another run, ${run}`);
}

async function checkEmpty(directory: string): Promise<void> {
  const info = await lstat(directory);
  if (info.isSymbolicLink()) throw exists(directory, 'is a symbolic link');
  if (!info.isDirectory()) throw exists(directory, 'is not a folder');
  if ((await readdir(directory)).length > 0) throw exists(directory, 'exists and is not empty');
}

/** Exclusive creation decides between two processes that found the same empty folder. */
async function claim(path: string, text: string, directory: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', flush: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw exists(directory, 'is used by another run');
    // It was created, but the text did not fit.
    await discard(nodeFileSystem, path);
    throw notBegun(writeError(error, path));
  }
}

/** A failed write before there is a run: nothing can be resumed. */
function notBegun(error: unknown): unknown {
  // Others have a hint of their own.
  if (!isWriteError(error) || systemCode(error.cause) === null) return error;
  const { code, message, file, cause } = error;
  const full = noSpace(systemCode(cause));
  const hint =
    full === null
      ? 'Check the permissions of the folder and that the disk is mounted read-write, or choose another --run-dir.'
      : `${full.advice}, then start the run again.`;
  return new FlowscopeError(code, message, { hint, cause, ...(file === null ? {} : { file }) });
}

function rethrowNotBegun(error: unknown): never {
  throw notBegun(error);
}

function cannotHold(directory: string): FlowscopeError {
  return new FlowscopeError('unwritable', `Cannot write ${directory} (ENOENT): this place cannot hold files.`, {
    file: directory,
    hint: 'Choose a folder on a disk with --run-dir.',
  });
}

function exists(directory: string, problem: string): FlowscopeError {
  return new FlowscopeError('run-exists', `The run directory ${directory} ${problem}.`, {
    file: directory,
    exitCode: 2,
    hint: 'Choose a new or empty folder for --run-dir. To resume a run, use flowscope train --resume RUN.',
  });
}

/** A name that is valid on every file system; run.json keeps the run's own name. */
function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 60);
  return plain === '' ? 'flow' : plain;
}
