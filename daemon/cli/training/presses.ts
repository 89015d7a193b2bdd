/** Ctrl-C while training: the first press stops the run in order, the second ends it at once. */

/** Interrupts closer together than this count as one. */
const ONE_PRESS_MILLISECONDS = 100;

/** The notes after the first press: while the run trains, and before it has begun. */
export const FINISHING = 'Finishing the current steps and saving a checkpoint. Press Ctrl-C again to end at once.';
export const ENDING = 'Ending before training begins. Press Ctrl-C again to end at once.';

export interface Presses {
  readonly count: number;
}

/** Listens until the command ends, so that a press cannot cut off its final output. */
export function onPresses(first: () => void, second: () => void): Presses {
  let count = 0;
  let at = Number.NEGATIVE_INFINITY;
  const listener = () => {
    // npm, a launcher and the terminal may each forward one key press.
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
