/** The runs that this window knows, as the daemon tells of them. */
import { type Disposable, EventEmitter, type Event as VsEvent } from 'vscode';
import { type RunInfo, runChanged, runList, runRemoved, runWatch } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';

export interface RunChange {
  readonly run: RunInfo;
  /** Absent where the run is new to this window. */
  readonly before: RunInfo | undefined;
}

export interface RunStore extends Disposable {
  /** Newest first. */
  all(): readonly RunInfo[];
  /** @param run id or directory */
  find(run: string): RunInfo | null;
  /** Newest first: those that were trained from this file. */
  of(specPath: string): readonly RunInfo[];
  /** Runs came, changed or went. */
  readonly onDidChange: VsEvent<void>;
  readonly onDidChangeRun: VsEvent<RunChange>;
  /** Asks again for the whole list. */
  refresh(): Promise<void>;
  /** Takes what an answer of the daemon says of a run. */
  take(run: RunInfo): void;
  /** Reads the list if that was not done yet, which starts a daemon where there is none. */
  loaded(): Promise<void>;
}

/** @param roots further folders that hold runs: `flowscope.runs.directory` */
export function runStore(link: DaemonLink, roots: () => readonly string[]): RunStore {
  const runs = new Map<string, RunInfo>();
  const changed = new EventEmitter<void>();
  const changedRun = new EventEmitter<RunChange>();
  let loading: Promise<void> | null = null;

  const take = (run: RunInfo) => {
    const before = runs.get(run.runDir);
    runs.set(run.runDir, run);
    changedRun.fire({ run, before });
    changed.fire();
  };
  async function read(): Promise<void> {
    // First to be told of changes, then the list: nothing falls between.
    await link.request(runWatch, {});
    const lists = [await link.request(runList, {})];
    for (const root of roots()) lists.push(await link.request(runList, { root }));
    const found = lists.flatMap((list) => list.runs);
    const before = new Map(runs);
    runs.clear();
    for (const run of found) runs.set(run.runDir, run);
    for (const run of runs.values()) changedRun.fire({ run, before: before.get(run.runDir) });
    changed.fire();
  }
  const refresh = () => {
    loading = read().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  link.onNotification(runChanged, ({ run }) => take(run));
  link.onNotification(runRemoved, ({ runDir }) => {
    if (runs.delete(runDir)) changed.fire();
  });
  const states = link.onDidChangeState((state) => {
    // What a new connection's daemon says holds; a lost one's runs go on being shown as they were.
    if (state === 'connected') refresh().catch(() => {});
    else loading = null;
  });
  const newest = () => [...runs.values()].sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
  return {
    all: newest,
    find: (run) => runs.get(run) ?? newest().find(({ id }) => id === run) ?? null,
    of: (specPath) => newest().filter(({ spec }) => spec === specPath),
    onDidChange: changed.event,
    onDidChangeRun: changedRun.event,
    refresh,
    take,
    loaded: async () => {
      await link.ensure();
      await (loading ?? refresh());
    },
    dispose() {
      states.dispose();
      changed.dispose();
      changedRun.dispose();
    },
  };
}
