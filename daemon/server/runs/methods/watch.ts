import { type RunInfo, runChanged, runRemoved, runWatch } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { Session } from '../../session.ts';
import type { ForeignRuns, ForeignWatch } from '../foreign-runs.ts';
import type { RunPlace } from '../run-events.ts';
import type { RunService } from '../run-service.ts';

type WatchedRuns = Pick<RunService, 'listen' | 'sees'>;

/** Milliseconds between two notifications about the same run. */
const INTERVAL = 250;

export function watchHandler(service: WatchedRuns, foreign: ForeignRuns): Handler {
  const watching = new WeakMap<Session, Promise<void>>();
  return createHandler(runWatch, async (_, { session }) => {
    let ready = watching.get(session);
    if (ready === undefined) {
      const watched = watch(service, foreign, session);
      session.own(watched);
      ready = watched.ready;
      watching.set(session, ready);
    }
    await ready;
    return {};
  });
}

/** Keeps only the newest entry of each run, so a slow client costs no memory. */
function watch(service: WatchedRuns, foreign: ForeignRuns, session: Session): ForeignWatch {
  const waiting = new Map<string, RunInfo>();
  const sentAt = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  const send = () => {
    timer = null;
    if (session.congested) return;
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [runDir, run] of waiting) {
      const wait = (sentAt.get(runDir) ?? 0) + INTERVAL - now;
      if (wait > 0) {
        next = Math.min(next, wait);
        continue;
      }
      waiting.delete(runDir);
      sentAt.set(runDir, now);
      session.notify(runChanged, { run });
    }
    if (waiting.size > 0) timer = setTimeout(send, next).unref();
  };
  const changed = (run: RunInfo) => {
    waiting.set(run.runDir, run);
    if (timer === null) send();
  };
  const removed = ({ id, runDir }: RunPlace) => {
    waiting.delete(runDir);
    sentAt.delete(runDir);
    session.notify(runRemoved, { id, runDir });
  };
  /** Whether the session may see a run, checked once per run: an untrusted session sees only runs in its folders. */
  const seen = new Map<string, Promise<boolean>>();
  const ifSeen = (runDir: string, act: () => void) => {
    if (session.trusted) {
      act();
      return;
    }
    const answer = seen.get(runDir) ?? service.sees(session, runDir);
    seen.set(runDir, answer);
    answer.then((sees) => (sees ? act() : undefined)).catch(() => seen.delete(runDir));
  };
  const others = foreign.watch(session, { changed, removed });
  const listening = service.listen({
    changed: (run) => ifSeen(run.runDir, () => changed(run)),
    removed: (run) => ifSeen(run.runDir, () => removed(run)),
  });
  const drained = session.onDrain(() => {
    if (timer === null) send();
  });
  return {
    ready: others.ready,
    dispose() {
      if (timer !== null) clearTimeout(timer);
      others.dispose();
      listening.dispose();
      drained.dispose();
    },
  };
}
