/** Decides how many steps a call runs, and when the next picture is due. A call cannot be cancelled. */

export interface Pace {
  /** Number of steps in the next call, which should take about a tenth of a second. */
  readonly count: number;
  /** Records how long a call took. */
  measured(steps: number, seconds: number): void;
  pictureDue(now: number): boolean;
  /** Records a picture. If pictures are slow to draw they become rarer, so that training continues. */
  drawn(began: number, ended: number): void;
}

const TARGET_SECONDS = 0.1;
/** Maximum growth per call, because the first timings include warm-up. */
const GROWTH = 8;
/** Maximum share of the time between two pictures that drawing may take. */
const LARGEST_SHARE = 0.4;

/** @param limit maximum number of steps per call @param every milliseconds between two pictures */
export function createPace(limit: number, every: number): Pace {
  let count = 1;
  let due = 0;
  return {
    get count() {
      return count;
    },
    measured(steps, seconds) {
      const ideal = Math.round((steps * TARGET_SECONDS) / Math.max(seconds, 1e-6));
      count = Math.max(1, Math.min(ideal, count * GROWTH, limit));
    },
    pictureDue: (now) => now >= due,
    drawn(began, ended) {
      due = began + Math.max(every, (ended - began) / LARGEST_SHARE);
    },
  };
}
