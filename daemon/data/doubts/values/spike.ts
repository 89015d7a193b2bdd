/** A value that many rows of a column share, apart from all others: a code for a missing value, or one that was filled in. */

import { DIFFERENT, isContinuous, type OrderedValues } from './continuous.ts';

export interface Spike {
  readonly value: number;
  /** Of the rows. */
  readonly share: number;
  readonly at: 'end' | 'inside';
}

/** Rows of one value. */
export interface Pile extends Omit<Spike, 'at'> {
  /** `bound`: at an end of the range, up to which the other values go. */
  readonly at: Spike['at'] | 'bound';
}

const FEWEST_ROWS = 40;
const FEWEST_EQUAL = 5;
const LEAST_AT_END = 0.01;
const LEAST_INSIDE = 0.02;
/** With more, the column is as good as constant. */
const MOST = 0.95;
/** Distance to the next value in interquartile ranges of the others: where the values go on up to a bound, it is far smaller. */
const GAP = 0.4;
/** The same for values on a grid, which have gaps, and tails of whole numbers. */
const GAP_OF_DISCRETE = 3;
/** Fewer different values are names. */
const FEWEST_DISCRETE = 10;
/** Inside and at a bound, how many times as many rows as the next most common value has. */
const RARER = 5;
const LEAST_AT_BOUND = 0.05;
const FEWEST_OTHERS = 10;

/** The most frequent such value; null if there is none. */
export function spikeOf(column: OrderedValues): Spike | null {
  const { sorted, distinct } = column;
  const count = sorted.length;
  if (count < FEWEST_ROWS || distinct.length < 4) return null;
  const isReal = isContinuous(column);
  if (!isReal && distinct.length < FEWEST_DISCRETE) return null;
  const low = runFrom(sorted, 0, 1);
  const high = runFrom(sorted, count - 1, -1);
  const ends = [low, high].flatMap((rows, side): Spike[] => {
    if (rows < Math.max(FEWEST_EQUAL, LEAST_AT_END * count) || rows > MOST * count) return [];
    const [value, next] = side === 0 ? [sorted[0]!, sorted[rows]!] : [sorted[count - 1]!, sorted[count - 1 - rows]!];
    const others = side === 0 ? sorted.subarray(rows) : sorted.subarray(0, count - rows);
    const spread = quantile(others, 0.75) - quantile(others, 0.25);
    // Counts and ages have no other negative values.
    const isCode = value < 0 && next >= 0;
    const isApart = spread > 0 && Math.abs(next - value) >= (isReal || isCode ? GAP : GAP_OF_DISCRETE) * spread;
    return isApart ? [{ value, share: rows / count, at: 'end' }] : [];
  });
  const [first] = ends.sort((a, b) => b.share - a.share);
  if (first !== undefined || !isReal) return first ?? null;
  const { value, rows, second } = commonest(sorted.subarray(low, count - high));
  const isFrequent = rows >= Math.max(FEWEST_EQUAL, LEAST_INSIDE * count) && rows <= MOST * count;
  return isFrequent && rows >= RARER * second ? { value, share: rows / count, at: 'inside' } : null;
}

/**
 * All values that so many rows share that no density describes them: the spike, and the ends of the range where values are zero or
 * clipped in many rows.
 */
export function pilesOf({ sorted, distinct }: OrderedValues, spike: Spike | null): readonly Pile[] {
  const count = sorted.length;
  const found: Pile[] = spike === null ? [] : [spike];
  const [low, high] = [runFrom(sorted, 0, 1), runFrom(sorted, count - 1, -1)];
  const others = sorted.subarray(low, count - high);
  if (count < FEWEST_ROWS || others.length < FEWEST_OTHERS || sorted.every(Number.isSafeInteger)) return found;
  if (distinct.length - 2 < DIFFERENT * others.length) return found;
  const { rows: next } = commonest(others);
  for (const [value, rows] of [
    [sorted[0]!, low],
    [sorted[count - 1]!, high],
  ] as const) {
    if (value === spike?.value || rows > MOST * count) continue;
    const isPile = rows >= Math.max(FEWEST_EQUAL, LEAST_AT_BOUND * count) && rows >= RARER * next;
    if (isPile) found.push({ value, share: rows / count, at: 'bound' });
  }
  return found;
}

/** Number of values that are equal to the one at a place, from there on. */
function runFrom(sorted: Float64Array, at: number, step: 1 | -1): number {
  let rows = 1;
  while (sorted[at + step * rows] === sorted[at]) rows++;
  return rows;
}

/** The value with the most rows, and the number of rows of the next one. */
function commonest(sorted: Float64Array): { readonly value: number; readonly rows: number; readonly second: number } {
  let [value, rows, second] = [Number.NaN, 0, 1];
  for (let at = 0; at < sorted.length; ) {
    const run = runFrom(sorted, at, 1);
    if (run > rows) [value, rows, second] = [sorted[at]!, run, Math.max(rows, 1)];
    else if (run > second) second = run;
    at += run;
  }
  return { value, rows, second };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
