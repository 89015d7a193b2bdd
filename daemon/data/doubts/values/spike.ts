/** A value that many rows of a column share, apart from all others: a code for a missing value, or one that was filled in. */

import type { ValueColumn } from '../value-table.ts';
import { isContinuous } from './continuous.ts';

export interface Spike {
  readonly value: number;
  /** Of the rows. */
  readonly share: number;
  readonly at: 'end' | 'inside';
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
/** Inside, how many times as many rows as the next most common value has. */
const RARER = 5;

/** The most frequent such value; null if there is none. */
export function spikeOf(column: Pick<ValueColumn, 'sorted' | 'distinct'>): Spike | null {
  const { sorted, distinct } = column;
  const count = sorted.length;
  if (count < FEWEST_ROWS || distinct.length < 4) return null;
  const isReal = isContinuous(column);
  if (!isReal && distinct.length < FEWEST_DISCRETE) return null;
  const runs = runsOf(sorted);
  const last = runs.length - 1;
  const ends = [0, last].flatMap((index): Spike[] => {
    const { value, rows } = runs[index]!;
    if (rows < Math.max(FEWEST_EQUAL, LEAST_AT_END * count) || rows > MOST * count) return [];
    const others = index === 0 ? sorted.subarray(rows) : sorted.subarray(0, count - rows);
    const next = runs[index === 0 ? 1 : last - 1]!.value;
    const spread = quantile(others, 0.75) - quantile(others, 0.25);
    const isApart = spread > 0 && Math.abs(next - value) >= (isReal ? GAP : GAP_OF_DISCRETE) * spread;
    return isApart ? [{ value, share: rows / count, at: 'end' }] : [];
  });
  const [first] = ends.sort((a, b) => b.share - a.share);
  if (first !== undefined || !isReal) return first ?? null;
  const [most, second] = runs.slice(1, -1).sort((a, b) => b.rows - a.rows);
  if (most === undefined || most.rows < Math.max(FEWEST_EQUAL, LEAST_INSIDE * count) || most.rows > MOST * count)
    return null;
  return most.rows >= RARER * (second?.rows ?? 1)
    ? { value: most.value, share: most.rows / count, at: 'inside' }
    : null;
}

function runsOf(sorted: Float64Array): { readonly value: number; rows: number }[] {
  const runs: { readonly value: number; rows: number }[] = [];
  for (const value of sorted) {
    const run = runs.at(-1);
    if (run?.value === value) run.rows++;
    else runs.push({ value, rows: 1 });
  }
  return runs;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
