/** Rows that a baseline is fitted to or evaluated on. */
export interface Points {
  readonly count: number;
  readonly width: number;
  /** Row-major [count, width]. */
  readonly values: Float64Array;
}

/** Called between parts of a long computation: lets messages through, and throws once it is cancelled. */
export type Pause = () => Promise<void>;

/** Multiplications between two pauses: some tens of milliseconds. */
const BLOCK = 2e7;

/** Calls `work` for blocks of rows that take about equally long. @param cost multiplications of one row */
export async function forEachBlock(
  count: number,
  cost: number,
  pause: Pause,
  work: (from: number, to: number) => void,
): Promise<void> {
  const size = Math.max(1, Math.floor(BLOCK / Math.max(1, cost)));
  for (let from = 0; from < count; from += size) {
    await pause();
    work(from, Math.min(count, from + size));
  }
}

/** A term that is smaller than the largest one by this much in ln changes no digit of a sum of ten thousand. */
const FAINTEST = -46;

/** ln Σ exp of the first `count` values. */
export function logSumExp(values: Float64Array, count = values.length): number {
  let largest = -Infinity;
  for (let i = 0; i < count; i++) if (values[i]! > largest) largest = values[i]!;
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const term = values[i]! - largest;
    if (term > FAINTEST) sum += Math.exp(term);
  }
  return largest + Math.log(sum);
}
