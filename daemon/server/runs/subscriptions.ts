/** `run/subscribe`: each subscription reads the run's log itself, as fast as its client accepts records. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { runEvents } from '../../../protocol/rpc/run-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { recordReader } from '../../runs/curves/record-reader.ts';
import { isLeaseHeld } from '../../runs/lease/lease.ts';
import { LIMITS } from '../limits.ts';
import type { Disposable, Session } from '../session.ts';
import type { RunPlace } from './run-events.ts';
import type { RunService } from './run-service.ts';

export interface Subscriptions {
  /** @throws FlowscopeError `too-many` */
  add(session: Session, run: RunPlace, from: number): number;
  remove(session: Session, subscription: number): void;
}

/** Milliseconds from a worker's event until its record is on disk at the latest; active runs are polled as often. */
const LOOK = 250;
/** Milliseconds between checks of a run that is not training: another process may resume it. */
const LOOK_AT_REST = 2000;

export function createSubscriptions(service: RunService, log: (line: string) => void): Subscriptions {
  const sessions = new WeakMap<Session, Map<number, Disposable>>();
  let next = 1;
  return {
    add(session, run, from) {
      let own = sessions.get(session);
      if (own === undefined) {
        own = new Map();
        sessions.set(session, own);
      }
      if (own.size >= LIMITS.subscriptions) {
        throw new FlowscopeError(
          'too-many',
          `this session already has ${LIMITS.subscriptions} subscriptions, which is the limit`,
          {
            hint: 'End some with run/unsubscribe.',
          },
        );
      }
      const id = next++;
      const subscription = follow(session, run, from, id, service, log);
      const owned = session.own(subscription);
      own.set(id, {
        dispose() {
          subscription.dispose();
          owned.dispose();
        },
      });
      return id;
    },
    remove(session, id) {
      const own = sessions.get(session);
      own?.get(id)?.dispose();
      own?.delete(id);
    },
  };
}

function follow(
  session: Session,
  run: RunPlace,
  from: number,
  subscription: number,
  service: RunService,
  log: (line: string) => void,
): Disposable {
  const reader = recordReader(join(run.runDir, 'metrics.jsonl'), from);
  let over = false;
  let sending = false;
  let lagging = false;
  let atEnd = false;
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  const look = (milliseconds: number) => {
    const at = Date.now() + milliseconds;
    // A worker that sends events often must not postpone the read forever.
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Number.POSITIVE_INFINITY;
      send().catch((error: unknown) => log(`subscription ${subscription} of ${run.id}: ${String(error)}`));
    }, milliseconds);
    timer.unref();
  };
  const stop = () => {
    over = true;
    clearTimeout(timer);
    spoke.dispose();
    drained.dispose();
  };

  async function send(): Promise<void> {
    if (over || sending) return;
    sending = true;
    try {
      for (;;) {
        // Check before reading: a process writes its last records before it releases the lease.
        const resting = !service.isLive(run.runDir) && !isLeaseHeld(run.runDir);
        if (session.congested) {
          lagging = true;
          return;
        }
        const records = await reader.next();
        if (over) return;
        const end = resting && records.length === 0;
        if (records.length > 0 || (end && !atEnd)) {
          session.notify(runEvents, { subscription, records: [...records], lagging, end });
          atEnd = end;
        }
        lagging = false;
        if (records.length === 0) return look(resting ? LOOK_AT_REST : LOOK);
        await setImmediate();
      }
    } catch (error) {
      // The log can no longer be read, so nothing more will come.
      stop();
      throw error;
    } finally {
      sending = false;
    }
  }

  const spoke = service.listen({
    spoke: (runDir) => {
      if (runDir === run.runDir && !sending) look(20);
    },
    removed: ({ runDir }) => {
      if (runDir === run.runDir) stop();
    },
  });
  const drained = session.onDrain(() => look(0));
  look(0);
  return { dispose: stop };
}
