/** Checks that an analysis thread was asked for and has not answered. They outlive the thread. */
import type { CheckedSpec, SpecCheck } from '../../language/thread/messages.ts';

export interface PendingChecks {
  /**
   * @param start called with the number of the check
   * @param cancel called when nobody waits for it any more
   */
  add(
    spec: SpecCheck,
    signal: AbortSignal,
    ports: { readonly start: (id: number) => void; readonly cancel: (id: number) => void },
  ): Promise<CheckedSpec>;
  get(id: number): SpecCheck | undefined;
  readonly all: Iterable<readonly [number, SpecCheck]>;
  readonly count: number;
  resolve(id: number, checked: CheckedSpec): void;
  reject(id: number, error: unknown): void;
  rejectAll(error: unknown): void;
}

interface Pending {
  readonly spec: SpecCheck;
  readonly answer: PromiseWithResolvers<CheckedSpec>;
}

export function pendingChecks(): PendingChecks {
  const pending = new Map<number, Pending>();
  let last = 0;
  const take = (id: number) => {
    const check = pending.get(id);
    pending.delete(id);
    return check?.answer;
  };
  return {
    async add(spec, signal, { start, cancel }) {
      signal.throwIfAborted();
      const id = ++last;
      const answer = Promise.withResolvers<CheckedSpec>();
      const abort = () => {
        take(id);
        cancel(id);
        answer.reject(signal.reason);
      };
      pending.set(id, { spec, answer });
      signal.addEventListener('abort', abort, { once: true });
      start(id);
      return answer.promise.finally(() => signal.removeEventListener('abort', abort));
    },
    get: (id) => pending.get(id)?.spec,
    get all() {
      return [...pending].map(([id, { spec }]) => [id, spec] as const);
    },
    get count() {
      return pending.size;
    },
    resolve: (id, checked) => take(id)?.resolve(checked),
    reject: (id, error) => take(id)?.reject(error),
    rejectAll(error) {
      for (const id of [...pending.keys()]) take(id)?.reject(error);
    },
  };
}
