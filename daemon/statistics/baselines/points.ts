/** Rows that a baseline is fitted to or evaluated on. */
import { effectiveSampleSize } from '../mean-and-error.ts';

export interface Points {
  readonly count: number;
  readonly width: number;
  /** Row-major [count, width]. */
  readonly values: Float64Array;
  /** Of the rows, ≥ 0; absent: all are equal. A row with weight 2 counts as two rows. */
  readonly weights?: Float64Array;
}

export function totalWeight({ count, weights }: Omit<Points, 'width' | 'values'>): number {
  return weights === undefined ? count : weights.reduce((sum, weight) => sum + weight, 0);
}

/** The number of rows with equal weights that say as much (Kish 1965). */
export function effectiveCount({ count, weights }: Omit<Points, 'width' | 'values'>): number {
  return weights === undefined ? count : effectiveSampleSize(weights);
}

/** Mean and standard deviation of each column (divisor n, or the sum of the weights). */
export function columnMoments(points: Points): { readonly mean: Float64Array; readonly std: Float64Array } {
  const { count, width, values, weights } = points;
  const total = totalWeight(points);
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  const each = (work: (at: number, d: number, share: number) => void) => {
    for (let row = 0; row < count; row++) {
      const share = (weights === undefined ? 1 : weights[row]!) / total;
      if (share > 0) for (let d = 0; d < width; d++) work(row * width + d, d, share);
    }
  };
  each((at, d, share) => {
    mean[d]! += share * values[at]!;
  });
  each((at, d, share) => {
    square[d]! += share * (values[at]! - mean[d]!) ** 2;
  });
  return { mean, std: square.map(Math.sqrt) };
}

/** Copies these rows. */
export function pointsAt({ width, values, weights }: Points, rows: ArrayLike<number>): Points {
  const out = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) out.set(values.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return {
    count: rows.length,
    width,
    values: out,
    ...(weights === undefined
      ? {}
      : { weights: Float64Array.from({ length: rows.length }, (_, i) => weights[rows[i]!]!) }),
  };
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
export const FAINTEST = -46;

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
