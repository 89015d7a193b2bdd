/** The checkpoint that a resume continues from. */
import { basename } from 'node:path';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { repairAdvice } from '../runs/checkpoints/checkpoint-error.ts';
import { readManifests } from '../runs/checkpoints/checkpoint-manifest.ts';
import { type Checkpoint, readCheckpoint, readNewest } from '../runs/checkpoints/checkpoint-reader.ts';
import { findCheckpoint } from '../runs/checkpoints/find-checkpoint.ts';
import { loggedCheckpoints } from '../runs/checkpoints/logged-checkpoints.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { setAside } from '../runs/directory/set-aside.ts';
import type { FileSystem } from '../runs/file-system.ts';
import type { Progress } from './progress.ts';

/** What a resume found. */
export interface ResumePoint {
  /** null: training starts at step 0. */
  readonly checkpoint: Checkpoint | null;
  /** The folder with the checkpoints that were moved out of the way. */
  readonly setAside: string | null;
}

/**
 * The newest checkpoint that can be read. Those that were skipped are named on stderr.
 * @param fromStart moves all checkpoints and snapshots aside and starts at step 0 @param files of the lease's holder
 * @throws FlowscopeError `checkpoint` if the run has checkpoints and none can be read; `disk-full` | `unwritable`
 */
export async function resumePoint(run: Run, fromStart: boolean, files: FileSystem): Promise<ResumePoint> {
  const { checkpoints, snapshots, metrics } = run.paths;
  if (fromStart)
    return { checkpoint: null, setAside: await setAside(run.directory, [checkpoints, snapshots], { files }) };
  const { checkpoint, skipped } = await readNewest(checkpoints).catch((error: unknown) => {
    throw error instanceof FlowscopeError ? noneReadable(run, error.message, [], error) : error;
  });
  if (checkpoint === null && skipped.length > 0) {
    const reasons = skipped.map(({ path, reason }) => `${basename(path)}: ${reason}`).join('; ');
    throw noneReadable(
      run,
      `None of the checkpoints in ${checkpoints} can be read: ${reasons}.`,
      skipped.map(({ path }) => path),
    );
  }
  const lost = checkpoint === null ? [...loggedCheckpoints(metrics).entries.keys()] : [];
  if (lost.length > 0) {
    throw new FlowscopeError(
      'checkpoint',
      `The checkpoints of run ${run.record.id} are missing: ${checkpoints} has none.`,
      {
        file: checkpoints,
        hint: `Restore them from a backup. \`flowscope train --resume ${run.directory} --from-start\` trains from step 0.`,
      },
    );
  }
  for (const { path, reason } of skipped) process.stderr.write(`skipped checkpoint ${path}: ${reason}\n`);
  return { checkpoint, setAside: null };
}

/**
 * The progress of a checkpoint, without a best step of which no file is left.
 * @throws FlowscopeError `checkpoint` if the best one is damaged: the final figures would be those of other weights
 */
export async function withBestOnDisk(progress: Progress, run: Run): Promise<Progress> {
  const { best } = progress;
  if (best === null) return progress;
  const { manifests, unreadable } = await readManifests(run.paths.checkpoints);
  if ([...manifests, ...unreadable].some(({ step }) => step === best.step)) {
    if (best.step !== progress.step) await checkBest(run, best.step);
    return progress;
  }
  process.stderr.write(
    `the best checkpoint, of step ${best.step}, is missing. The best of the later checkpoints is used instead\n`,
  );
  return { ...progress, best: null };
}

async function checkBest(run: Run, step: number): Promise<void> {
  try {
    await readCheckpoint(run.paths.checkpoints, step, { keep: () => false });
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    throw new FlowscopeError('checkpoint', `The best checkpoint of the run is damaged. ${error.message}`, {
      ...(error.file === null ? {} : { file: error.file }),
      cause: error,
      hint: `${repairAdvice(run.directory, error.file === null ? [] : [error.file])} To continue without it, move the files of step ${step} out of ${run.paths.checkpoints}.`,
    });
  }
}

/** @throws FlowscopeError `checkpoint` if the weights that are the result of a finished run are damaged or gone */
export async function checkFinished(run: Run): Promise<void> {
  await findCheckpoint(run.paths.checkpoints, null).catch((error: unknown) => {
    if (!(error instanceof FlowscopeError)) throw error;
    throw noneReadable(run, `The run is finished, but its result is lost. ${error.message}`, [], error);
  });
}

/** @param damaged files, as far as they are known */
function noneReadable(run: Run, message: string, damaged: readonly string[], cause?: FlowscopeError): FlowscopeError {
  return new FlowscopeError('checkpoint', message, {
    file: run.paths.checkpoints,
    ...(cause === undefined ? {} : { cause }),
    hint: `${repairAdvice(run.directory, damaged)} \`flowscope train --resume ${run.directory} --from-start\` moves the checkpoints aside and trains from step 0.`,
  });
}
