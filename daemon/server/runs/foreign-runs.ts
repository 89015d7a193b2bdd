/** Runs that other processes start, train and end (`flowscope train --local`): looked for while somebody watches. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Disposable, Session } from '../session.ts';
import type { RunPlace } from './run-events.ts';
import type { RunService } from './run-service.ts';

/** Milliseconds between the end of a look and the next one, at least. */
const INTERVAL = 2000;
/** Looking takes at most this share of the time. */
const SHARE = 0.02;

export interface ForeignListener {
  readonly changed: (run: RunInfo) => void;
  readonly removed: (run: RunPlace) => void;
}

export interface ForeignRuns extends Disposable {
  /** Tells of the runs in the session's folders until it is disposed. */
  watch(session: Session, listener: ForeignListener): Disposable;
}

interface Watcher {
  readonly listener: ForeignListener;
  /** By directory: id and state when it was last seen; null before the first look, which is in the session's own list. */
  seen: ReadonlyMap<string, { readonly id: string; readonly state: string }> | null;
}

export function watchForeignRuns(service: RunService, log: (line: string) => void): ForeignRuns {
  const watchers = new Map<Session, Watcher>();
  let timer: NodeJS.Timeout | null = null;

  /** Windows on the same folders share one list. */
  async function look(): Promise<void> {
    const lists = new Map<string, Promise<readonly RunInfo[]>>();
    for (const [session, watcher] of watchers) {
      const key = JSON.stringify([session.trusted, session.folders]);
      const list = lists.get(key) ?? service.list(session, null);
      lists.set(key, list);
      try {
        compare(watcher, await list);
      } catch (error) {
        // One session's folders must not hide the others'.
        log(`looking for runs of other processes: ${String(error)}`);
      }
    }
  }

  function compare(watcher: Watcher, runs: readonly RunInfo[]): void {
    const before = watcher.seen;
    const now = new Map(runs.map((run) => [run.runDir, { id: run.id, state: JSON.stringify(run) }]));
    watcher.seen = now;
    if (before === null) return;
    for (const run of runs) {
      // What we train tells by itself.
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
      watchers.set(session, { listener, seen: null });
      if (timer === null) next(INTERVAL);
      return { dispose: () => watchers.delete(session) };
    },
    dispose() {
      watchers.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
