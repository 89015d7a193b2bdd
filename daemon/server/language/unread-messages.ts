/** Counts the messages that an analysis thread has not read yet, so that its client waits if they become many. */
import { LIMITS } from '../limits.ts';

export interface UnreadMessages {
  /** A message was sent. @param units its length */
  add(units: number): void;
  /** The oldest message was read. */
  read(): void;
  /** Forgets them: the thread has ended. */
  clear(): void;
  /** Resolves when more may be sent; null: at once. */
  readonly room: Promise<void> | null;
}

export function unreadMessages(): UnreadMessages {
  const sizes: number[] = [];
  let total = 0;
  let waiting: PromiseWithResolvers<void> | null = null;
  const release = () => {
    waiting?.resolve();
    waiting = null;
  };
  return {
    add(units) {
      sizes.push(units);
      total += units;
    },
    read() {
      total -= sizes.shift() ?? 0;
      if (total <= LIMITS.queueUnits / 2 && sizes.length <= LIMITS.queue / 2) release();
    },
    clear() {
      sizes.length = 0;
      total = 0;
      release();
    },
    get room() {
      if (total <= LIMITS.queueUnits && sizes.length <= LIMITS.queue) return null;
      waiting ??= Promise.withResolvers();
      return waiting.promise;
    },
  };
}
