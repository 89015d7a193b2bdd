import { type RunInfo, runChanged, runRemoved, runWatch } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { Disposable, Session } from '../../session.ts';
import type { ForeignRuns } from '../foreign-runs.ts';
import type { RunService } from '../run-service.ts';

/** Milliseconds between two entries of the same run. */
const INTERVAL = 250;

export function watchHandler(service: RunService, foreign: ForeignRuns): Handler {
  const watching = new WeakSet<Session>();
  return createHandler(runWatch, async (_, { session }) => {
    if (!watching.has(session)) session.own(watch(service, foreign, session));
    watching.add(session);
    return {};
  });
}

/** Of each run only the newest entry waits: a slow client costs no memory. */
function watch(service: RunService, foreign: ForeignRuns, session: Session): Disposable {
  const waiting = new Map<string, RunInfo>();
  const sentAt = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  const send = () => {
    timer = null;
    if (session.congested) return;
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [id, run] of waiting) {
      const wait = (sentAt.get(id) ?? 0) + INTERVAL - now;
      if (wait > 0) {
        next = Math.min(next, wait);
        continue;
      }
      waiting.delete(id);
      sentAt.set(id, now);
      session.notify(runChanged, { run });
    }
    if (waiting.size > 0) timer = setTimeout(send, next).unref();
  };
  const changed = (run: RunInfo) => {
    waiting.set(run.id, run);
    if (timer === null) send();
  };
  const others = foreign.watch(session, changed);
  const listening = service.listen({
    changed,
    removed({ id, runDir }) {
      waiting.delete(id);
      sentAt.delete(id);
      session.notify(runRemoved, { id, runDir });
    },
  });
  const drained = session.onDrain(() => {
    if (timer === null) send();
  });
  return {
    dispose() {
      if (timer !== null) clearTimeout(timer);
      others.dispose();
      listening.dispose();
      drained.dispose();
    },
  };
}
