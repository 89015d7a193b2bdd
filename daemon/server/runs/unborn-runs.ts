/**
 * Runs without a run.json: those that were queued when an earlier daemon died, which can be started again, and those
 * that failed to begin, which stay listed with the reason until they are deleted.
 */
import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { restingInfo } from '../../runs/directory/resting-info.ts';
import type { QueueStore, WaitingRun } from './queue-store.ts';
import { plannedStatus } from './run-info.ts';

export interface UnbornRun {
  readonly info: RunInfo;
  /** The original request; null if the run failed to begin. */
  readonly waiting: WaitingRun | null;
  /** The user chose the folder, so the daemon must not remove it. */
  readonly named: boolean;
}

export interface UnbornRuns {
  /** @param run id or directory */
  find(run: string): UnbornRun | null;
  all(): readonly UnbornRun[];
  addFailed(info: RunInfo, named: boolean): void;
  /** Forgets the run, because its folder is in use again. */
  forget(run: UnbornRun): void;
  /** Forgets the run and removes the files created for it. */
  remove(run: UnbornRun): Promise<void>;
}

const MOST = 200;

export async function openUnbornRuns(queueStore: QueueStore): Promise<UnbornRuns> {
  const runs = new Map<string, UnbornRun>();
  for (const waiting of await queueStore.load()) {
    // The run began just before the daemon died.
    if (existsSync(join(waiting.runDir, 'run.json'))) {
      await queueStore.remove(waiting.runDir);
      continue;
    }
    const { plannedSteps: steps, plannedSeed: seed, plannedParameters: parameters = 0 } = waiting;
    const { specPath: spec, id, runDir, name, created, unsaved, named } = waiting;
    // The queue's record does not say which one.
    const backend = 'auto';
    const status = plannedStatus({ id, runDir, name, spec, steps, seed, parameters, backend, created });
    runs.set(runDir, { info: restingInfo(status, { unsaved, begun: false }), waiting, named });
  }
  return {
    find: (run) => runs.get(run) ?? [...runs.values()].find(({ info }) => info.id === run) ?? null,
    all: () => [...runs.values()],
    addFailed(info, named) {
      if (runs.size >= MOST) runs.delete(runs.keys().next().value!);
      runs.set(info.runDir, { info, waiting: null, named });
    },
    forget: ({ info }) => {
      runs.delete(info.runDir);
    },
    async remove({ info, named }) {
      runs.delete(info.runDir);
      await queueStore.remove(info.runDir);
      if (named) return;
      // May be left over if creating the run was interrupted.
      await rm(join(info.runDir, 'spec.txt'), { force: true });
      await rmdir(info.runDir).catch(() => undefined);
    },
  };
}
