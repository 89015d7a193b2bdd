/** Where values on a grid pile up at an end of their range, as zero rain and full marks do. */
import { uniform } from '../example-numbers.ts';
import { edgeOf } from './edge.ts';

export interface GridEnd {
  /** The last value, or a round number just beyond it. */
  readonly bound: number;
  /** Of the rows that have it; null: the density goes up to it without a pile. */
  readonly share: number | null;
}

export interface GridValues {
  /** In ascending order. */
  readonly sorted: Float64Array;
  /** Of the grid. */
  readonly step: number;
}

const FEWEST_ROWS = 40;
const FEWEST_EQUAL = 5;
const LEAST = 0.01;
const LEAST_LIKELY = 0.003;
/** With more, the column is as good as constant. */
const MOST = 0.99;
/** Least density at the end, relative to that of the other values between their quartiles; less where something else says that there is an end. */
const PILED = 1.25;
const LIKELY = 0.5;
/** Of a count of rows, in its standard deviations. */
const SURE = 3;
/** From so many steps on, a grid is as good as real numbers. */
const FINE = 50;

/** @param likely something else says that there is an end, so that fewer rows do @returns null if there is no end that is sharp */
export function gridEnd({ sorted, step }: GridValues, side: 'low' | 'high', likely = false): GridEnd | null {
  const count = sorted.length;
  if (count < FEWEST_ROWS) return null;
  const last = side === 'low' ? sorted[0]! : sorted[count - 1]!;
  const rows = rowsAt(sorted, side);
  if (rows > MOST * count) return null;
  const others = side === 'low' ? sorted.subarray(rows) : sorted.subarray(0, count - rows);
  const usual = rowsPerStep(others, step);
  const [least, sure, dense] = likely
    ? [LEAST_LIKELY, rows + Math.sqrt(rows), LIKELY]
    : [LEAST, rows - SURE * Math.sqrt(rows), PILED];
  // Rounded numbers heap up inside, too.
  const isMost = likely || rows >= mostEqual(others);
  if (rows >= Math.max(FEWEST_EQUAL, least * count) && sure >= dense * usual && isMost) {
    return { bound: last, share: rows / count };
  }
  const isFine = sorted[count - 1]! - sorted[0]! >= FINE * step && !sorted.every(Number.isSafeInteger);
  const edge = isFine ? edgeOf(spread(sorted, step, side), side, { likely }) : null;
  return edge === null ? null : { bound: edge.bound, share: null };
}

/** Rows that have the last value. */
function rowsAt(sorted: Float64Array, side: 'low' | 'high'): number {
  const last = side === 'low' ? sorted[0]! : sorted.at(-1)!;
  if (side === 'low') {
    const next = sorted.findIndex((value) => value !== last);
    return next < 0 ? sorted.length : next;
  }
  return sorted.length - 1 - sorted.findLastIndex((value) => value !== last);
}

/** Rows of the commonest value. */
function mostEqual(sorted: Float64Array): number {
  let [most, start] = [0, 0];
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue;
    most = Math.max(most, i - start);
    start = i;
  }
  return most;
}

/** Between the quartiles, where noise spreads each value over its step. */
function rowsPerStep(sorted: Float64Array, step: number): number {
  const width = (noisyQuantile(sorted, step, 0.75) - noisyQuantile(sorted, step, 0.25)) / step;
  return (0.5 * sorted.length) / width;
}

function noisyQuantile(sorted: Float64Array, step: number, share: number): number {
  const at = share * sorted.length;
  const value = sorted[Math.min(sorted.length - 1, Math.floor(at))]!;
  const first = sorted.indexOf(value);
  const rows = sorted.lastIndexOf(value) + 1 - first;
  return value + (step * (at - first)) / rows;
}

/** Values with noise that leads away from the end, which stays where it is. */
function spread(sorted: Float64Array, step: number, side: 'low' | 'high'): Float64Array {
  const sign = side === 'low' ? 1 : -1;
  return sorted.map((value, i) => value + sign * step * uniform(i)).sort();
}
