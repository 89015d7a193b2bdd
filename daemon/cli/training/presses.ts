/** Ctrl-C during a training: the first press asks it to end in order, the second ends it at once. */

/** Interrupts closer together than this are one. */
const ONE_PRESS_MILLISECONDS = 100;

export interface Presses {
  readonly count: number;
}

/** Listens until the command ends: a press while it says its last words must not cut them short. */
export function onPresses(first: () => void, second: () => void): Presses {
  let count = 0;
  let at = Number.NEGATIVE_INFINITY;
  const listener = () => {
    // npm, a launcher and the terminal may each pass on one key press.
    if (performance.now() - at < ONE_PRESS_MILLISECONDS) return;
    at = performance.now();
    count++;
    if (count === 1) first();
    else second();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    get count() {
      return count;
    },
  };
}
