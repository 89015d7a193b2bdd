/** Runs that other processes start, train and end (`flowscope train --local`): looked for while somebody watches. */
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { Disposable, Session } from '../session.ts';
import type { RunService } from './run-service.ts';

/** Milliseconds between looks. */
const INTERVAL = 2000;

export interface ForeignRuns extends Disposable {
  /** Tells of the runs in the session's folders until the session ends. */
  watch(session: Session, changed: (run: RunInfo) => void): Disposable;
}

export function watchForeignRuns(service: RunService, log: (line: string) => void): ForeignRuns {
  const watchers = new Map<Session, { readonly changed: (run: RunInfo) => void; readonly seen: Map<string, string> }>();
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    for (const [session, { changed, seen }] of watchers) {
      for (const run of await service.list(session, null)) {
        if (run.owned) continue;
        const now = JSON.stringify(run);
        const before = seen.get(run.runDir);
        seen.set(run.runDir, now);
        // What was there from the beginning is in the session's first list.
        if (before !== now && seen.has('')) changed(run);
      }
      seen.set('', '');
    }
  }

  function next(): void {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log(`looking for runs of other processes: ${String(error)}`))
        .finally(() => {
          timer = null;
          if (watchers.size > 0) next();
        });
    }, INTERVAL).unref();
  }

  return {
    watch(session, changed) {
      watchers.set(session, { changed, seen: new Map() });
      if (timer === null) next();
      return { dispose: () => watchers.delete(session) };
    },
    dispose() {
      watchers.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
