/** The runs that this window knows, as the daemon reports them. */
import { type Disposable, EventEmitter, type Event as VsEvent } from 'vscode';
import { type FollowedRuns, followedRuns } from '../../daemon/client/runs/followed-runs.ts';
import type { RunChange } from '../../daemon/client/runs/known-runs.ts';
import { inspectReading } from '../../protocol/rpc/inspection-notices.ts';
import { runChanged, runRemoved } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';

export interface RunStore
  extends Disposable,
    Pick<FollowedRuns, 'all' | 'damaged' | 'find' | 'get' | 'take' | 'reading'> {
  /** Runs were added, changed or removed. */
  readonly onDidChange: VsEvent<void>;
  readonly onDidChangeRun: VsEvent<RunChange>;
  /** Requests the whole list again. */
  refresh(): Promise<void>;
  /** Reads the list if needed, and starts a daemon if none is running. */
  loaded(): Promise<void>;
}

export interface RunStoreOptions {
  readonly link: DaemonLink;
  /** Additional folders with runs: `flowscope.runs.directory`. */
  readonly roots: () => readonly string[];
  /** Called if one of these folders cannot be listed. */
  readonly onSkipped: (root: string, error: unknown) => void;
}

export function runStore({ link, roots, onSkipped }: RunStoreOptions): RunStore {
  const changed = new EventEmitter<void>();
  const changedRun = new EventEmitter<RunChange>();
  let loading: Promise<void> | null = null;
  const runs = followedRuns({
    request: (definition, params) => link.request(definition, params),
    roots,
    onSkipped,
    onChange: () => changed.fire(),
    onChangeRun: (change) => changedRun.fire(change),
  });
  const refresh = () => {
    const own = runs.read().catch((error: unknown) => {
      if (loading === own) loading = null;
      throw error;
    });
    loading = own;
    return own;
  };
  link.onNotification(runChanged, ({ run }) => runs.take(run));
  link.onNotification(runRemoved, ({ runDir }) => runs.remove(runDir));
  link.onNotification(inspectReading, runs.takeReading);
  const states = link.onDidChangeState((state) => {
    // After a loss the last known runs stay. On failure, the view that shows the list requests it again and reports the error.
    if (state === 'connected') refresh().catch(() => changed.fire());
    else loading = null;
  });
  return {
    all: runs.all,
    damaged: runs.damaged,
    find: runs.find,
    get: runs.get,
    take: runs.take,
    reading: runs.reading,
    onDidChange: changed.event,
    onDidChangeRun: changedRun.event,
    refresh,
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
