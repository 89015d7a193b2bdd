/** The runs that this window knows, as the daemon tells of them. */
import { type Disposable, EventEmitter, type Event as VsEvent } from 'vscode';
import { type RunInfo, runChanged, runGet, runList, runRemoved, runWatch } from '../../protocol/rpc/run-methods.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import { knownRuns, type RunChange } from './known-runs.ts';

export interface RunStore extends Disposable {
  /** Newest first. */
  all(): readonly RunInfo[];
  /** @param run id or directory */
  find(run: string): RunInfo | null;
  /** Also one that no list has, such as of a spec outside the open folders. @throws FlowscopeError `run-not-found` */
  get(runDir: string): Promise<RunInfo>;
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

export interface RunStoreOptions {
  readonly link: DaemonLink;
  /** Further folders that hold runs: `flowscope.runs.directory`. */
  readonly roots: () => readonly string[];
  /** One of those folders cannot be listed. */
  readonly onSkipped: (root: string, error: unknown) => void;
}

export function runStore({ link, roots, onSkipped }: RunStoreOptions): RunStore {
  const known = knownRuns();
  const changed = new EventEmitter<void>();
  const changedRun = new EventEmitter<RunChange>();
  let loading: Promise<void> | null = null;

  const take = (run: RunInfo) => {
    changedRun.fire(known.take(run));
    changed.fire();
  };
  async function read(): Promise<void> {
    // First to be told of changes, then the list: nothing falls between.
    await link.request(runWatch, {});
    const reading = known.reading();
    const changes = await list().then(reading.done, (error: unknown) => {
      reading.failed();
      throw error;
    });
    if (changes === null) return;
    for (const change of changes) changedRun.fire(change);
    changed.fire();
  }
  async function list(): Promise<readonly RunInfo[]> {
    const { runs } = await link.request(runList, {});
    const further = await Promise.all(
      roots().map((root) =>
        link.request(runList, { root }).catch((error: unknown) => {
          onSkipped(root, error);
          return { runs: [] };
        }),
      ),
    );
    return [...runs, ...further.flatMap((found) => found.runs)];
  }
  const refresh = () => {
    const own = read().catch((error: unknown) => {
      if (loading === own) loading = null;
      throw error;
    });
    loading = own;
    return own;
  };
  link.onNotification(runChanged, ({ run }) => take(run));
  link.onNotification(runRemoved, ({ runDir }) => {
    if (known.remove(runDir)) changed.fire();
  });
  const states = link.onDidChangeState((state) => {
    // What a new connection's daemon says holds; a lost one's runs go on being shown as they were.
    // Whoever shows the list asks again, and tells why there is none.
    if (state === 'connected') refresh().catch(() => changed.fire());
    else loading = null;
  });
  const find = (run: string) => known.get(run) ?? known.all().find(({ id }) => id === run) ?? null;
  return {
    all: known.all,
    find,
    async get(runDir) {
      const run = find(runDir);
      if (run !== null) return run;
      const answer = await link.request(runGet, { run: runDir });
      take(answer.run);
      return answer.run;
    },
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
