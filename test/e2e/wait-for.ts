import { setTimeout as delay } from 'node:timers/promises';

/**
 * Within which what is waited for must come, milliseconds: two slow cores that also train. Less than a test may take, so that it
 * says what did not come.
 */
export const SOON = 45_000;

/** Milliseconds between the first two looks, and the most there are: looking takes time from what is waited for. */
const PAUSES = { first: 40, most: 320 };

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
  for (let pause = PAUSES.first; ; pause = Math.min(1.4 * pause, PAUSES.most)) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw new Error(`no ${what} within ${timeout / 1000} s`, { cause });
    await delay(pause);
  }
}

/** After which a key that had no effect counts as lost, milliseconds. */
const LOST = 5000;

/**
 * As `waitFor`, for what `act` brings about: does it again when it had no effect for a while, as a person does. Keys get lost where
 * the focus is just moving in or out of a webview. Doing it twice must do no harm.
 */
export async function achieve<T>(
  what: string,
  act: () => Promise<void>,
  look: () => Promise<T | undefined | null | false>,
  timeout: number,
): Promise<T> {
  const end = performance.now() + timeout;
  for (;;) {
    await act();
    try {
      return await waitFor(what, look, Math.min(LOST, Math.max(0, end - performance.now())));
    } catch (error) {
      if (performance.now() >= end) throw error;
    }
  }
}
