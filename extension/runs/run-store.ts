/** The runs that this window knows, as the daemon tells of them. */
import { type Disposable, EventEmitter, type Event as VsEvent } from 'vscode';
import { type FollowedRuns, followedRuns } from '../../daemon/client/runs/followed-runs.ts';
import type { RunChange } from '../../daemon/client/runs/known-runs.ts';
import { runChanged, runRemoved } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';

export interface RunStore extends Disposable, Pick<FollowedRuns, 'all' | 'find' | 'get' | 'take'> {
  /** Runs came, changed or went. */
  readonly onDidChange: VsEvent<void>;
  readonly onDidChangeRun: VsEvent<RunChange>;
  /** Asks again for the whole list. */
  refresh(): Promise<void>;
  /** Reads the list if that was not done yet, which starts a daemon where there is none. */
  loaded(): Promise<void>;
}

export interface RunStoreOptions {
  readonly link: DaemonLink;
  /** Further folders that hold runs: `flowscope.runs.directory`. */
  readonly roots: () => readonly string[];
  /** One of those folders cannot be listed. */
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
  const states = link.onDidChangeState((state) => {
    // What a new connection's daemon says holds; a lost one's runs go on being shown as they were.
    // Whoever shows the list asks again, and tells why there is none.
    if (state === 'connected') refresh().catch(() => changed.fire());
    else loading = null;
  });
  return {
    all: runs.all,
    find: runs.find,
    get: runs.get,
    take: runs.take,
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
