/** The smallest and the largest of numbers as they come; NaN does not count. */
export interface NumberRange {
  add(value: number): void;
  /** null if there is none, or an infinite one. */
  ends(): [low: number, high: number] | null;
}

export function numberRange(): NumberRange {
  let [low, high] = [Infinity, -Infinity];
  return {
    add(value) {
      if (value < low) low = value;
      if (value > high) high = value;
    },
    ends() {
      const ends: [number, number] = [low, high];
      return ends.every(Number.isFinite) ? ends : null;
    },
  };
}
