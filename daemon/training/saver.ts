/** Decides which states of a run become checkpoints, and in which order. */
import type { ParameterValues } from '../evaluation/row-graph.ts';
import type { CheckpointInfo } from '../runs/checkpoints/checkpoint-manifest.ts';
import type { CheckpointStore } from '../runs/checkpoints/checkpoint-store.ts';
import { isPausing } from '../runs/write-error.ts';
import type { Progress } from './progress.ts';
import { progressRecord } from './progress.ts';
import type { RunLog } from './run-log.ts';
import type { StateArrays, StateLayout } from './training-state.ts';
import { savedTensors } from './training-state.ts';

/** A run's state at one step. State arrays are never written in place, so a snapshot costs only memory. */
export interface Snapshot {
  readonly state: StateArrays;
  readonly progress: Progress;
}

export interface SaverOptions {
  readonly layout: StateLayout;
  readonly fixed: ParameterValues;
  /** Name of the optimizer form. */
  readonly optimizer: string;
  /** The checkpoint that training starts from, if any. */
  readonly latest: CheckpointInfo | null;
  readonly cadence: { readonly every: number; readonly seconds: number };
  readonly store: CheckpointStore;
  readonly log: RunLog;
}

export interface Saver {
  readonly latest: CheckpointInfo | null;
  /**
   * Keeps the best weights so far. They are written at once, or a few seconds later if others were just written: early
   * in a run every validation is an improvement. They are written before any later state.
   */
  keepBest(snapshot: Snapshot): void;
  /** What to write when training is at `progress`: the state now, only the kept best weights, or nothing. */
  due(progress: Progress): 'now' | Snapshot | null;
  /** The best weights if they are not written yet. */
  readonly unsaved: Snapshot | null;
  /**
   * Writes the log, the kept best weights, and `snapshot` if it is later than the newest checkpoint. A failure of the
   * log does not prevent the checkpoints from being written.
   * @throws FlowscopeError `disk-full` | `unwritable`: the next call writes what is missing
   */
  write(snapshot: Snapshot): Promise<void>;
}

/** Minimum milliseconds between two checkpoints written only because they are the best. */
const BEST_INTERVAL = 5000;

export function saver(options: SaverOptions): Saver {
  const { layout, fixed, optimizer, cadence, store, log } = options;
  let { latest } = options;
  let unsaved: (Snapshot & { readonly at: number }) | null = null;
  /** When the newest saved state was reached; writing that state later does not reduce the unsaved part of the run. */
  let savedAt = performance.now();
  let bestSavedAt = -Infinity;
  const isLater = ({ progress }: Pick<Snapshot, 'progress'>) => progress.step > (latest?.step ?? 0);

  const commit = async ({ state, progress }: Snapshot, reachedAt: number): Promise<void> => {
    const best = progress.best?.step === progress.step;
    latest = await store.write({
      step: progress.step,
      tensors: savedTensors(layout, state, fixed),
      state: progressRecord(progress, optimizer),
      best,
    });
    savedAt = reachedAt;
    if (best) bestSavedAt = performance.now();
    if (unsaved?.progress.step === progress.step) unsaved = null;
    log.emit({ event: 'checkpoint', step: latest.step, path: latest.path, sha256: latest.sha256, best: latest.best });
  };

  return {
    get latest() {
      return latest;
    },
    get unsaved() {
      return unsaved;
    },
    keepBest(snapshot) {
      unsaved = { ...snapshot, at: performance.now() };
    },
    due(progress) {
      if (!isLater({ progress })) return null;
      const elapsed = performance.now() - savedAt;
      if (progress.step % cadence.every === 0 || elapsed >= cadence.seconds * 1000) return 'now';
      return performance.now() - bestSavedAt >= BEST_INTERVAL ? unsaved : null;
    },
    async write(snapshot) {
      const trouble = await pausingErrorOf(() => log.sync());
      if (unsaved !== null && isLater(unsaved)) await commit(unsaved, unsaved.at);
      if (isLater(snapshot)) await commit(snapshot, performance.now());
      if (trouble !== null) throw trouble;
    },
  };
}

async function pausingErrorOf(action: () => Promise<void>): Promise<Error | null> {
  try {
    await action();
    return null;
  } catch (error) {
    if (!isPausing(error)) throw error;
    return error;
  }
}
