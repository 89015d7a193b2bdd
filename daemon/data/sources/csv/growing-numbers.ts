/** Numbers that are added one by one, in float64 and outside V8's heap: the threads that read tables have small ones. */
export interface GrowingNumbers {
  readonly length: number;
  push(value: number): void;
  append(values: Float64Array): void;
  /** A copy of the numbers so far. */
  toArray(): Float64Array;
  /** The numbers so far, which are valid until the next one is added; it is the first again. */
  take(): Float64Array;
}

const FIRST = 256;

export function growingNumbers(): GrowingNumbers {
  let values = new Float64Array(FIRST);
  let length = 0;
  const reserve = (most: number): void => {
    if (most <= values.length) return;
    const larger = new Float64Array(Math.max(most, 2 * values.length));
    larger.set(values.subarray(0, length));
    values = larger;
  };
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) reserve(length + 1);
      values[length++] = value;
    },
    append(added) {
      reserve(length + added.length);
      values.set(added, length);
      length += added.length;
    },
    toArray: () => values.slice(0, length),
    take() {
      const taken = values.subarray(0, length);
      length = 0;
      return taken;
    },
  };
}
