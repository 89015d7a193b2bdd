/** Finds runs that other processes start, train and end (`flowscope train --local`), while a client watches. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Disposable, Session } from '../session.ts';
import type { RunPlace } from './run-events.ts';

/** Minimum milliseconds from the end of one scan to the next. */
const INTERVAL = 2000;
/** Maximum share of the time that scans may take. */
const SHARE = 0.02;

export interface ForeignListener {
  readonly changed: (run: RunInfo) => void;
  readonly removed: (run: RunPlace) => void;
}

export interface ForeignRuns extends Disposable {
  /** Reports changes in the session's folders from `ready` until it is disposed. */
  watch(session: Session, listener: ForeignListener): ForeignWatch;
}

export interface ForeignWatch extends Disposable {
  /** Once it resolves, every run that is missing from a list requested later will be reported. */
  readonly ready: Promise<void>;
}

interface Watcher {
  readonly listener: ForeignListener;
  /** The runs as last scanned; null: not scanned yet. */
  seen: Seen | null;
}

/** Id and state of each run, by directory. */
type Seen = ReadonlyMap<string, { readonly id: string; readonly state: string }>;

interface RunsOnDisk {
  /** The runs that the session sees. */
  list(session: Session, root: null): Promise<readonly RunInfo[]>;
}

export function watchForeignRuns(service: RunsOnDisk, log: (line: string) => void): ForeignRuns {
  const watchers = new Map<Session, Watcher>();
  let timer: NodeJS.Timeout | null = null;

  /** Sessions with the same folders share one list. */
  async function look(): Promise<void> {
    const lists = new Map<string, Promise<readonly RunInfo[]>>();
    for (const [session, watcher] of watchers) {
      if (watcher.seen === null) continue;
      const key = JSON.stringify([session.trusted, session.folders]);
      const list = lists.get(key) ?? service.list(session, null);
      lists.set(key, list);
      try {
        compare(watcher, watcher.seen, await list);
      } catch (error) {
        // A failure in one session's folders must not affect the other sessions.
        log(`looking for runs of other processes: ${String(error)}`);
      }
    }
  }

  function compare(watcher: Watcher, before: Seen, runs: readonly RunInfo[]): void {
    const now = seenIn(runs);
    watcher.seen = now;
    for (const run of runs) {
      // Runs of this daemon report their own changes.
      if (!run.owned && before.get(run.runDir)?.state !== now.get(run.runDir)!.state) watcher.listener.changed(run);
    }
    for (const [runDir, { id }] of before) if (!now.has(runDir)) watcher.listener.removed({ id, runDir });
  }

  function next(milliseconds: number): void {
    timer = setTimeout(() => {
      const began = performance.now();
      look()
        .catch((error: unknown) => log(`looking for runs of other processes: ${String(error)}`))
        .finally(() => {
          timer = null;
          if (watchers.size > 0) next(Math.max(INTERVAL, (performance.now() - began) / SHARE));
        });
    }, milliseconds).unref();
  }

  return {
    watch(session, listener) {
      const watcher: Watcher = { listener, seen: null };
      watchers.set(session, watcher);
      if (timer === null) next(INTERVAL);
      const ready = service.list(session, null).then(
        (runs) => {
          watcher.seen = seenIn(runs);
        },
        (error: unknown) => {
          log(`looking for runs of other processes: ${String(error)}`);
          // The next successful scan reports every run.
          watcher.seen = new Map();
        },
      );
      return { ready, dispose: () => watchers.delete(session) };
    },
    dispose() {
      watchers.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function seenIn(runs: readonly RunInfo[]): Seen {
  return new Map(runs.map((run) => [run.runDir, { id: run.id, state: JSON.stringify(run) }]));
}
