import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isFolder, isRealFolder } from '../../folders/is-folder.ts';
import { stepOfTensors } from '../checkpoints/checkpoint-manifest.ts';
import { openRun, type Run } from './run-directory.ts';
import { type RunStatus, runStatus } from './run-status.ts';

/** The existing `.flowscope/runs` folders of `folder` and its parents, nearest first. */
export async function runFolders(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    const runs = join(at, '.flowscope', 'runs');
    if (await isFolder(runs)) found.push(runs);
    if (at === dirname(at)) return found;
  }
}

/** A run directory whose `run.json` cannot be read. */
export interface UnreadableRun {
  readonly runDir: string;
  readonly error: FlowscopeError;
}

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunStatus[];
  /** Newest first. */
  readonly damaged: readonly UnreadableRun[];
}

/**
 * The runs below `root`, which is a project folder with `.flowscope/runs`, or a folder of run directories. Folders that
 * are no runs are skipped.
 */
export async function listRuns(root: string): Promise<RunList> {
  const beside = join(resolve(root), '.flowscope', 'runs');
  const { opened, unreadable } = await openAll((await isFolder(beside)) ? beside : resolve(root));
  return { runs: await Promise.all(opened.map(runStatus)), damaged: unreadable };
}

/**
 * @param run a run directory, an id under `.flowscope/runs` of `cwd` or its parents, or `latest` (the newest in the
 * nearest folder)
 * @throws FlowscopeError `run-not-found` (exit 2) | `run-damaged`
 */
export async function findRun(run: string, cwd: string): Promise<Run> {
  const folders = await runFolders(cwd);
  if (run === 'latest') {
    for (const folder of folders) {
      const { opened, unreadable } = await openAll(folder);
      const [newest] = opened;
      const [damaged] = unreadable;
      // An older run must not take the place of one that cannot be read.
      if (damaged !== undefined && damaged.created > (newest?.record.created ?? '')) throw damaged.error;
      if (newest !== undefined) return newest;
    }
    throw notFound(`There is no run in .flowscope/runs of ${cwd} or its parents.`);
  }
  return openRun(await findDirectory(run, cwd, folders));
}

/** The directory that `findRun` opens, also of a run that is damaged. @throws FlowscopeError `run-not-found` (exit 2) */
export async function findRunDirectory(run: string, cwd: string): Promise<string> {
  if (run !== 'latest') return findDirectory(run, cwd, await runFolders(cwd));
  try {
    return (await findRun(run, cwd)).directory;
  } catch (error) {
    // The newest run is damaged: its error names run.json.
    if (error instanceof FlowscopeError && error.code === 'run-damaged' && error.file !== null) {
      return dirname(error.file);
    }
    throw error;
  }
}

async function findDirectory(run: string, cwd: string, folders: readonly string[]): Promise<string> {
  const directory = resolve(cwd, run);
  if (await isFolder(directory)) return directory;
  if (basename(run) === run && run !== '') {
    for (const folder of folders) {
      if (await isFolder(join(folder, run))) return join(folder, run);
    }
  }
  throw notFound(
    `There is no run "${run}": neither a folder nor an id under .flowscope/runs of ${cwd} or its parents.`,
  );
}

function notFound(message: string): FlowscopeError {
  return new FlowscopeError('run-not-found', message, {
    exitCode: 2,
    hint: 'Runs are in .flowscope/runs beside their spec. `flowscope runs --root FOLDER` lists them. You can also pass a run directory.',
  });
}

interface OpenedFolder {
  /** Newest first; runs of the same time are in the order of their ids. */
  readonly opened: readonly Run[];
  /** Newest first. `created`: ISO 8601, UTC, from the name of the folder or its time. */
  readonly unreadable: readonly (UnreadableRun & { readonly created: string })[];
}

async function openAll(folder: string): Promise<OpenedFolder> {
  const names = await readdir(folder).catch(() => []);
  const results = await Promise.all(
    // The name of a run that is being deleted starts with a dot.
    names
      .filter((name) => !name.startsWith('.'))
      .map((name) =>
        openRun(join(folder, name)).catch(async (error: unknown) => {
          if (!(error instanceof FlowscopeError)) throw error;
          const runDir = join(folder, name);
          const lost = await lostRun(runDir, error);
          return lost === null ? null : { runDir, error: lost, created: await createdOf(runDir) };
        }),
      ),
  );
  const key = (run: Run) => `${run.record.created} ${run.record.id}`;
  const opened = results.filter((result) => result !== null && 'record' in result);
  const unreadable = results.filter((result) => result !== null && 'error' in result);
  return {
    opened: opened.sort((a, b) => (key(a) < key(b) ? 1 : -1)),
    unreadable: unreadable.sort((a, b) => (a.created < b.created ? 1 : -1)),
  };
}

/**
 * The error for a folder that was a run and cannot be opened; null if it was none.
 * @param error of `openRun`
 */
export async function lostRun(runDir: string, error: FlowscopeError): Promise<FlowscopeError | null> {
  if (!(await isFolder(runDir))) return null;
  if (error.code === 'run-damaged') return error;
  // A folder without run.json is no run, unless one was trained in it. A deleted run may leave files of the user.
  const trained = error.code === 'run-not-found' && (await hasTensors(join(runDir, 'checkpoints')));
  return trained ? withoutRecord(runDir) : null;
}

async function hasTensors(checkpoints: string): Promise<boolean> {
  if (!(await isRealFolder(checkpoints))) return false;
  const names = await readdir(checkpoints).catch(() => []);
  return names.some((name) => stepOfTensors(name) !== null);
}

function withoutRecord(runDir: string): FlowscopeError {
  const file = join(runDir, 'run.json');
  return new FlowscopeError('run-damaged', `${file} is missing, but the folder has checkpoints.`, {
    file,
    hint: 'Restore run.json from a backup, or name another run.',
  });
}

const TIME_IN_NAME = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{4}$/;

async function createdOf(runDir: string): Promise<string> {
  const match = TIME_IN_NAME.exec(runDir);
  if (match === null) return (await stat(runDir)).mtime.toISOString();
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.999Z`;
}
