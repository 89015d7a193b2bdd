import type * as z from 'zod';
import { inspectFollow, inspectUnfollow, inspectUpdate } from '../../../protocol/rpc/follow-methods.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { createHandler, type Handler } from '../handler.ts';
import type { RunService } from '../runs/run-service.ts';
import type { Disposable, Session } from '../session.ts';

/** Followed methods per session. */
const MOST = 16;

/** @param handlers of the methods that a client can follow */
export function followHandlers(
  runs: Pick<RunService, 'get' | 'listen' | 'isLive' | 'requestCheckpoint'>,
  handlers: readonly Handler[],
  log: (line: string) => void,
): readonly Handler[] {
  const byName = new Map(handlers.map((handler) => [handler.definition.name, handler]));
  const sessions = new WeakMap<Session, Map<number, Disposable | null>>();
  let last = 0;
  return [
    createHandler(inspectFollow, async (params, { session }) => {
      const own = sessions.get(session) ?? new Map<number, Disposable | null>();
      sessions.set(session, own);
      if (own.size >= MOST) {
        throw new FlowscopeError('too-many', `this session already follows ${MOST} inspections, which is the limit`, {
          hint: 'End some with inspect/unfollow.',
        });
      }
      // The place is taken before anything is awaited: requests that come together see each other's.
      const number = ++last;
      own.set(number, null);
      try {
        own.set(number, await begin(number, params, session));
      } catch (error) {
        own.delete(number);
        throw error;
      }
      return { follow: number };
    }),
    createHandler(inspectUnfollow, async ({ follow: number }, { session }) => {
      const own = sessions.get(session);
      // Its number is told once it has begun, so nobody ends one that has not.
      if (!own?.get(number)) return {};
      own.get(number)?.dispose();
      own.delete(number);
      return {};
    }),
  ];

  async function begin(number: number, params: z.output<typeof inspectFollow.params>, session: Session) {
    const handler = byName.get(params.method)!;
    const { id, runDir } = await runs.get(params.run, session);
    const asked = { ...params.params, run: runDir, checkpoint: 'latest', panel: `follow ${number}` };
    const checked = handler.definition.params.safeParse(asked);
    if (!checked.success) {
      const { path, message } = checked.error.issues[0]!;
      throw new FlowscopeError('wrong-value', `params.${path.join('.')}: ${message}`, { exitCode: 2 });
    }
    const following = follow({ number, id, runDir, params, handler, checked: checked.data, session, runs, log });
    const owned = session.own(following);
    return {
      dispose() {
        following.dispose();
        owned.dispose();
      },
    };
  }
}

interface Following {
  readonly number: number;
  readonly id: string;
  readonly runDir: string;
  readonly params: z.output<typeof inspectFollow.params>;
  readonly handler: Handler;
  /** Validated parameters of the method, with defaults filled in. */
  readonly checked: unknown;
  readonly session: Session;
  readonly runs: Pick<RunService, 'get' | 'listen' | 'isLive' | 'requestCheckpoint'>;
  readonly log: (line: string) => void;
}

function follow({ number, id, runDir, params, handler, checked, session, runs, log }: Following): Disposable {
  const every = 1000 * params.everySeconds;
  let over = false;
  /** Aborts the update in progress. Arrays that were sent already stay available after the client stops following. */
  let making: AbortController | null = null;
  let shown = -1;
  let newest = -1;
  let due = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = (milliseconds: number) => {
    clearTimeout(timer);
    if (over) return;
    timer = setTimeout(() => {
      update().catch((error: unknown) => log(`following ${id}: ${String(error)}`));
    }, milliseconds);
    timer.unref();
  };

  async function update(): Promise<void> {
    // A client that is not reading gets the newest picture once it reads again.
    if (making !== null || session.congested) return;
    if (newest <= shown) {
      // Our own runs report checkpoints when asked; checkpoints of other processes are found by looking.
      if (runs.isLive(runDir)) runs.requestCheckpoint(runDir);
      else newest = Math.max(newest, newestOf(await runs.get(runDir, session)));
      if (newest <= shown) return look(every);
    }
    making = new AbortController();
    const { signal } = making;
    due = performance.now() + every;
    const checkpoint = newest;
    try {
      const result = await handler.run(checked, { session, signal });
      session.notify(inspectUpdate, { follow: number, checkpoint, result, error: null });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof FlowscopeError)) throw error;
      const { code, message } = error;
      session.notify(inspectUpdate, { follow: number, checkpoint, result: null, error: { code, message } });
    } finally {
      making = null;
      shown = checkpoint;
      look(Math.max(0, due - performance.now()));
    }
  }

  const listening = runs.listen({
    changed: (info) => {
      const step = newestOf(info);
      if (info.runDir !== runDir || step <= newest) return;
      newest = step;
      if (making === null) look(Math.max(0, due - performance.now()));
    },
    removed: (run) => {
      if (run.runDir === runDir) stop();
    },
  });
  const drained = session.onDrain(() => look(0));
  function stop() {
    over = true;
    making?.abort();
    clearTimeout(timer);
    listening.dispose();
    drained.dispose();
  }
  look(0);
  return { dispose: stop };
}

function newestOf({ checkpoints }: RunInfo): number {
  return checkpoints.at(-1)?.step ?? -1;
}
