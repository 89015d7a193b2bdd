/** Checks every file of a run directory. Nothing is written; what can be repaired says how. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { reasonOf } from '../checkpoints/checkpoint-manifest.ts';
import { ANNOTATION_FILE, readAnnotation } from '../description/annotation-file.ts';
import { readDataRecord } from '../directory/data-record.ts';
import { isLeftOver } from '../directory/left-overs.ts';
import { isOwnFile, isOwnFolder } from '../directory/own-files.ts';
import { openRun, type Run } from '../directory/run-directory.ts';
import { specProblem } from '../directory/run-integrity.ts';
import { runPaths, SNAPSHOTS } from '../directory/run-paths.ts';
import { examineRun } from '../directory/run-status.ts';
import { SET_ASIDE } from '../directory/set-aside.ts';
import { BOARD_FILES } from '../logs/tensorboard.ts';
import { checkCheckpoints } from './check-checkpoints.ts';
import { checkLineLog, checkTensorBoardLog } from './check-logs.ts';
import { checkSnapshots } from './check-snapshots.ts';
import { type FileState, fileState, isDamage } from './file-state.ts';
import { rebuiltLayers } from './rebuild-layers.ts';

const OLDER = 'an older version wrote it without a checksum';

export interface CheckedRun {
  /** null: `run.json` is damaged or missing. */
  readonly run: Run | null;
  readonly files: readonly FileState[];
}

/**
 * @param directory absolute
 * @param held as of `examineRun`
 * @throws Error of the system if the directory cannot be listed
 */
export async function checkRun(directory: string, held?: boolean): Promise<CheckedRun> {
  const paths = runPaths(directory);
  const names = await readdir(directory);
  const { run, own } = await checkRecord(directory);
  const examined = run === null ? null : await examineRun(run, held);
  const status = examined?.status;
  const files: FileState[] = [own];
  files.push(...(run === null ? withoutRecord(names) : [...(await checkData(run, names)), await checkSpec(run)]));
  // Training opens its three logs together.
  const hasBegun = names.includes(basename(paths.metrics));
  for (const path of [paths.metrics, paths.layers]) {
    const state = checkLineLog(path);
    if (state === null) {
      if (path !== paths.layers || !hasBegun || !hasLayers(run)) continue;
      files.push({ ...fileState(basename(path), 'missing'), repair: rebuiltLayers(directory, paths) });
      continue;
    }
    // Other files say what is missing in it.
    const lost = examined?.damaged.find(({ file }) => file === basename(path));
    const found = lost !== undefined && !isDamage(state) ? fileState(state.path, 'damaged', lost.reason) : state;
    const rebuilds = path === paths.layers && isDamage(found);
    files.push(rebuilds ? { ...found, repair: rebuiltLayers(directory, paths) } : found);
  }
  const checkpoints = await checkCheckpoints(directory, paths);
  if (checkpoints.length > 0 && !hasBegun) {
    files.push(fileState(basename(paths.metrics), 'missing', 'there are checkpoints, which are logged in it'));
  }
  files.push(...checkpoints, ...(await checkSnapshots(paths.snapshots)));
  if (hasBegun && !names.some((name) => BOARD_FILES.name.test(name))) {
    files.push(fileState('events.out.tfevents.*', 'missing', 'the curves for TensorBoard'));
  }
  const listed = new Set(files.map(({ path }) => path));
  const newestBoard = names
    .filter((name) => BOARD_FILES.name.test(name))
    .sort()
    .at(-1);
  for (const name of names) {
    if (listed.has(name) || name === 'checkpoints' || name === SNAPSHOTS) continue;
    if (ANNOTATION_FILE.name.test(name)) {
      files.push(await checkAnnotation(directory, name));
      continue;
    }
    // A run that was killed may have lost its last curves.
    const upTo = name === newestBoard && status?.status === 'finished' ? status.step : null;
    files.push(BOARD_FILES.name.test(name) ? checkTensorBoardLog(join(directory, name), upTo) : otherFile(name));
  }
  return { run, files };
}

async function checkRecord(directory: string): Promise<{ readonly run: Run | null; readonly own: FileState }> {
  try {
    const run = await openRun(directory);
    return { run, own: run.verified ? fileState('run.json', 'ok') : fileState('run.json', 'unverified', OLDER) };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    const missing = error.code === 'run-not-found';
    return {
      run: null,
      own: fileState('run.json', missing ? 'missing' : 'damaged', missing ? null : reasonOf(error)),
    };
  }
}

/** Whether the model of a run has layers, whose terms are logged. Plans of versions with only flows do not name a model. */
function hasLayers(run: Run | null): boolean {
  return run === null || !('model' in run.record.plan) || 'layers' in run.record.plan;
}

/** Without `run.json` nothing says what these two should hold. */
function withoutRecord(names: readonly string[]): readonly FileState[] {
  const reason = 'run.json, which describes it, cannot be read';
  return ['data.json', 'spec.txt']
    .filter((name) => names.includes(name))
    .map((name) => fileState(name, 'unverified', reason));
}

async function checkData(run: Run, names: readonly string[]): Promise<readonly FileState[]> {
  try {
    const record = await readDataRecord(run);
    // The first versions did not write it.
    if (record === null) return run.verified || names.includes('data.json') ? [fileState('data.json', 'missing')] : [];
    return [run.verified ? fileState('data.json', 'ok') : fileState('data.json', 'unverified', OLDER)];
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return [fileState('data.json', 'damaged', reasonOf(error))];
  }
}

async function checkSpec(run: Run): Promise<FileState> {
  const name = basename(run.paths.spec);
  const problem = await specProblem(run);
  if (problem !== null) return fileState(name, problem.state, problem.state === 'missing' ? null : problem.reason);
  return run.record.specSha256 === null ? fileState(name, 'unverified', OLDER) : fileState(name, 'ok');
}

async function checkAnnotation(directory: string, name: string): Promise<FileState> {
  try {
    const found = await readAnnotation(directory);
    return found?.verified === false ? fileState(name, 'unverified', 'it has no checksum') : fileState(name, 'ok');
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return fileState(name, 'damaged', `${reasonOf(error)}; nothing else needs it`);
  }
}

function otherFile(name: string): FileState {
  if (name === SET_ASIDE) return fileState(name, 'ok', 'files that a resume or a repair moved out of the way');
  if (isOwnFolder([name])) return fileState(name, 'ok');
  if (!isOwnFile([name])) return fileState(name, 'unknown');
  return fileState(name, 'ok', isLeftOver(name) ? 'a killed writer left it: --repair removes it' : null);
}
