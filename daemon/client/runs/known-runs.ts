/** Runs by directory. A change that arrives while a list is being read is newer than the list. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';

export interface RunChange {
  readonly run: RunInfo;
  /** Absent if the run is new to this window. */
  readonly before: RunInfo | undefined;
}

export interface KnownRuns {
  /** Newest first. */
  all(): readonly RunInfo[];
  get(runDir: string): RunInfo | undefined;
  take(run: RunInfo): RunChange;
  /** @returns whether it was known */
  remove(runDir: string): boolean;
  /** Call before requesting a list. */
  reading(): Reading;
}

export interface Reading {
  /** Replaces the known runs. @returns null if a newer reading has begun, whose list will be used instead */
  done(list: readonly RunInfo[]): readonly RunChange[] | null;
  /** The request failed, so the list of an older reading counts. */
  failed(): void;
}

export function knownRuns(): KnownRuns {
  let runs = new Map<string, RunInfo>();
  /** Changes since the newest reading began; null: removed. */
  let news = new Map<string, RunInfo | null>();
  let readings = 0;
  /** Readings that may still finish, oldest first. */
  let open: number[] = [];
  return {
    all: () => [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0)),
    get: (runDir) => runs.get(runDir),
    take(run) {
      const before = runs.get(run.runDir);
      runs.set(run.runDir, run);
      news.set(run.runDir, run);
      return { run, before };
    },
    remove(runDir) {
      news.set(runDir, null);
      return runs.delete(runDir);
    },
    reading() {
      const reading = ++readings;
      open.push(reading);
      if (open.length === 1) news = new Map();
      return {
        done(list) {
          if (open.at(-1) !== reading) return null;
          open = [];
          const before = runs;
          runs = new Map(list.map((run) => [run.runDir, run]));
          for (const [runDir, run] of news) {
            if (run === null) runs.delete(runDir);
            else runs.set(runDir, run);
          }
          return [...runs.values()].map((run) => ({ run, before: before.get(run.runDir) }));
        },
        failed() {
          open = open.filter((other) => other !== reading);
        },
      };
    },
  };
}
