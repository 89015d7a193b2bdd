/**
 * Runs without a run.json: those that waited when an earlier daemon died, which can be started again, and those that could not
 * begin when their turn came, which say why until they are deleted.
 */
import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { QueueStore, WaitingRun } from './queue-store.ts';
import { plannedStatus, restingInfo } from './run-info.ts';

export interface UnbornRun {
  readonly info: RunInfo;
  /** What it was asked for; null if it could not begin. */
  readonly waiting: WaitingRun | null;
}

export interface UnbornRuns {
  /** @param run id or directory */
  find(run: string): UnbornRun | null;
  all(): readonly UnbornRun[];
  addFailed(info: RunInfo): void;
  /** Forgets it and removes its empty directory. */
  remove(run: UnbornRun): Promise<void>;
}

const MOST = 200;

export async function openUnbornRuns(queueStore: QueueStore): Promise<UnbornRuns> {
  const runs = new Map<string, UnbornRun>();
  for (const waiting of await queueStore.load()) {
    // It began just before the daemon died.
    if (existsSync(join(waiting.runDir, 'run.json'))) {
      await queueStore.remove(waiting.id);
      continue;
    }
    const { plannedSteps: steps, plannedSeed: seed, specPath: spec, id, runDir, name, created } = waiting;
    const status = plannedStatus({ id, runDir, name, spec, steps, seed, created });
    runs.set(id, { info: restingInfo(status, waiting.unsaved), waiting });
  }
  return {
    find: (run) => runs.get(run) ?? [...runs.values()].find(({ info }) => info.runDir === run) ?? null,
    all: () => [...runs.values()],
    addFailed(info) {
      if (runs.size >= MOST) runs.delete(runs.keys().next().value!);
      runs.set(info.id, { info, waiting: null });
    },
    async remove({ info }) {
      runs.delete(info.id);
      await queueStore.remove(info.id);
      // The folder may be one that the user named: nothing goes but what a run's creation that broke off may have left.
      await rm(join(info.runDir, 'spec.txt'), { force: true });
      await rmdir(info.runDir).catch(() => undefined);
    },
  };
}
