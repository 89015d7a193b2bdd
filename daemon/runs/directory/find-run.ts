import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
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

/**
 * The runs below `root`, newest first. `root` is a project folder with `.flowscope/runs`, or a folder of run
 * directories. Skips folders without a readable `run.json`.
 */
export async function listRuns(root: string): Promise<readonly RunStatus[]> {
  const beside = join(resolve(root), '.flowscope', 'runs');
  const runs = await openAll((await isFolder(beside)) ? beside : resolve(root));
  return Promise.all(runs.map(runStatus));
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

/** Newest first; runs of the same time are in the order of their ids. */
async function openAll(folder: string): Promise<readonly Run[]> {
  const names = await readdir(folder).catch(() => []);
  const opened = await Promise.all(
    // The name of a run that is being deleted starts with a dot.
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
