import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { openRun, type Run } from './run-directory.ts';
import { type RunStatus, runStatus } from './run-status.ts';

/** The `.flowscope/runs` folders of `folder` and its parents that exist, nearest first. */
export async function runFolders(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    const runs = join(at, '.flowscope', 'runs');
    if (await isFolder(runs)) found.push(runs);
    if (at === dirname(at)) return found;
  }
}

/**
 * The runs below `root`, newest first: `root` is a project folder with `.flowscope/runs`, or a folder of run directories.
 * Folders without a readable `run.json` are no runs.
 */
export async function listRuns(root: string): Promise<readonly RunStatus[]> {
  const beside = join(resolve(root), '.flowscope', 'runs');
  const runs = await openAll((await isFolder(beside)) ? beside : resolve(root));
  return Promise.all(runs.map(runStatus));
}

/**
 * @param run a run directory, an id under `.flowscope/runs` of `cwd` or its parents, or `latest` (the nearest folder's newest)
 * @throws FlowscopeError `run-not-found` (exit 2) | `run-damaged`
 */
export async function findRun(run: string, cwd: string): Promise<Run> {
  const folders = await runFolders(cwd);
  if (run === 'latest') {
    for (const folder of folders) {
      const newest = (await openAll(folder))[0];
      if (newest !== undefined) return newest;
    }
    throw notFound(`There is no run in .flowscope/runs of ${cwd} or its parents.`);
  }
  const directory = resolve(cwd, run);
  if (await isFolder(directory)) return openRun(directory);
  if (basename(run) === run && run !== '') {
    for (const folder of folders) {
      if (await isFolder(join(folder, run))) return openRun(join(folder, run));
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

/** Newest first; of equal times in the order of their ids. */
async function openAll(folder: string): Promise<readonly Run[]> {
  const names = await readdir(folder).catch(() => []);
  const opened = await Promise.all(
    // A run that is being deleted has a dot before its name.
    names
      .filter((name) => !name.startsWith('.'))
      .map((name) =>
        openRun(join(folder, name)).catch((error: unknown) => {
          if (error instanceof FlowscopeError) return null;
          throw error;
        }),
      ),
  );
  const key = (run: Run) => `${run.record.created} ${run.record.id}`;
  return opened.filter((run) => run !== null).sort((a, b) => (key(a) < key(b) ? 1 : -1));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
