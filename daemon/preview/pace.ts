/** How many steps a call takes, and when the next picture is due. A call cannot be cancelled. */

export interface Pace {
  /** Of the next call: about a tenth of a second. */
  readonly count: number;
  /** Takes in how long a call lasted. */
  measured(steps: number, seconds: number): void;
  pictureDue(now: number): boolean;
  /** Takes in a picture. Pictures of flows that are slow to draw come less often, so that training goes on. */
  drawn(began: number, ended: number): void;
}

const TARGET_SECONDS = 0.1;
/** Growth from one call to the next, while the first timings include warming up. */
const GROWTH = 8;
/** Of the time between two pictures that drawing may take. */
const LARGEST_SHARE = 0.4;

/** @param limit the most steps of a call @param every milliseconds between two pictures */
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
