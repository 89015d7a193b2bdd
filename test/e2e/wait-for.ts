import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks. */
const PAUSE = 100;

/**
 * Looks until `look` gives something other than undefined, null or false, and gives that.
 * What `look` throws counts as "not yet" and is the cause of the error when time is up.
 * @param timeout milliseconds
 * @throws Error after `timeout`, naming `what`
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeout: number,
): Promise<T> {
  const end = performance.now() + timeout;
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw new Error(`no ${what} within ${timeout / 1000} s`, { cause });
    await delay(PAUSE);
  }
}
