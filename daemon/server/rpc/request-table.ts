/** The requests of a session that handlers work on. Handles cancellation and superseding; answers each exactly once. */
import { Aborted, type AbortReason } from '../aborted.ts';
import type { Handler } from '../handler.ts';
import type { Session } from '../session.ts';
import type { RequestId, RequestMessage } from './message.ts';
import { cancelled, failureOf, invalidParams, type RpcFailure } from './rpc-failure.ts';

export type Answer = { readonly result: unknown } | { readonly error: RpcFailure };

export interface RequestTable {
  /** Calls `reply` once, unless the session ends first. */
  run(handler: Handler, request: RequestMessage, session: Session, reply: (answer: Answer) => void): void;
  cancel(id: RequestId): void;
  /** Number of running handlers, including those whose request was already answered as cancelled. */
  readonly working: number;
  /** Aborts all handlers; no further answers are sent. */
  end(): void;
}

interface Running {
  readonly controller: AbortController;
  answer(answer: Answer): void;
}

export function requestTable(log: (text: string) => void): RequestTable {
  const running = new Map<RequestId, Running>();
  const newest = new Map<string, Running>();
  let working = 0;
  let ended = false;

  const abort = (entry: Running, reason: AbortReason) => {
    entry.answer({ error: cancelled(reason === 'superseded') });
    entry.controller.abort(new Aborted(reason));
  };

  return {
    run(handler, { id, method, params }, session, reply) {
      const parsed = handler.definition.params.safeParse(params ?? {});
      if (!parsed.success) {
        reply({ error: invalidParams(method, parsed.error) });
        return;
      }
      let wanted: string | null;
      try {
        wanted = handler.supersedes(parsed.data);
      } catch (error) {
        reply({ error: failureOf(error, method, log) });
        return;
      }
      const key = wanted === null ? null : `${method}\0${wanted}`;
      let answered = false;
      const entry: Running = {
        controller: new AbortController(),
        answer(answer) {
          if (answered) return;
          answered = true;
          running.delete(id);
          if (key !== null && newest.get(key) === entry) newest.delete(key);
          if (!ended) reply(answer);
        },
      };
      const older = key === null ? undefined : newest.get(key);
      if (older !== undefined) abort(older, 'superseded');
      running.set(id, entry);
      if (key !== null) newest.set(key, entry);
      working++;
      void work(handler, parsed.data, { session, signal: entry.controller.signal }, method)
        .then(entry.answer)
        .finally(() => {
          working--;
        });
    },
    cancel(id) {
      const entry = running.get(id);
      if (entry !== undefined) abort(entry, 'cancelled');
    },
    get working() {
      return working;
    },
    end() {
      ended = true;
      for (const entry of [...running.values()]) abort(entry, 'session ended');
    },
  };

  async function work(
    handler: Handler,
    params: unknown,
    context: Parameters<Handler['run']>[1],
    method: string,
  ): Promise<Answer> {
    try {
      return { result: (await handler.run(params, context)) ?? null };
    } catch (error) {
      // After an abort the answer was sent already, and the error only tells how the handler stopped.
      return { error: context.signal.aborted ? cancelled(false) : failureOf(error, method, log) };
    }
  }
}
