/** The state that a run starts or goes on from. */

import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { CheckpointInfo } from '../../runs/checkpoints/checkpoint-manifest.ts';
import type { Checkpoint } from '../../runs/checkpoints/checkpoint-reader.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { initialTraining } from '../initial-training.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { type Progress, readProgress } from '../progress.ts';
import { withBestOnDisk } from '../resume-checkpoint.ts';
import { type RestoredState, restoredState, type StateLayout } from '../training-state.ts';

export interface RunState extends RestoredState {
  readonly progress: Progress;
  /** The one that the state was read from, if any. */
  readonly checkpoint: CheckpointInfo | null;
}

/** @throws FlowscopeError `checkpoint` if the tensors are not those of the layout, or the best weights are damaged */
export async function resumedState(
  run: Run,
  layout: StateLayout,
  checkpoint: Checkpoint,
  optimizerForm: string,
): Promise<RunState> {
  return {
    ...restored(layout, checkpoint),
    progress: await withBestOnDisk(readProgress(checkpoint.state, optimizerForm), run),
    checkpoint: infoOf(checkpoint),
  };
}

/** @param evaluation the runtime that initializes layers from the data */
export async function newState(
  layout: StateLayout,
  prepared: PreparedTraining,
  evaluation: Runtime,
): Promise<RunState> {
  return { ...(await initialTraining(layout, evaluation, prepared)), checkpoint: null };
}

/** Drops the tensors, so that they are not in memory twice. */
function infoOf({ tensors: _tensors, state: _state, ...info }: Checkpoint): CheckpointInfo {
  return info;
}

function restored(layout: StateLayout, checkpoint: Checkpoint): RestoredState {
  try {
    return restoredState(layout, checkpoint.tensors);
  } catch (error) {
    throw new FlowscopeError('checkpoint', `${checkpoint.path}: ${(error as Error).message}`, {
      file: checkpoint.path,
      cause: error,
    });
  }
}
