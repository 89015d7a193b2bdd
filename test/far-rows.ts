/** A table with one row far out, which is held out for validation: nothing is trained or standardized on it. */
import { splitRows } from '../daemon/data/split-rows.ts';

const FAR_ROW = [1e30, 0] as const;
const ROWS = 120;
const VALIDATION = 0.1;
const SEED = 0;

/** Keys of `data` with which the far row is one of twelve that validate. */
export const FAR_SPLIT = { seed: SEED, split: { validation: VALIDATION, test: 0 } } as const;

export function csvOf(rows: readonly (readonly number[])[]): string {
  return `x,y\n${rows.map((row) => row.join(',')).join('\n')}\n`;
}

export function tableWithFarRow(): string {
  const rows: (readonly number[])[] = Array.from({ length: ROWS }, (_, i) => [
    Math.sin(i),
    Math.cos(2 * i) + 0.1 * Math.sin(7 * i),
  ]);
  const { validation } = splitRows(ROWS, FAR_SPLIT.split, SEED);
  rows[validation[0]!] = FAR_ROW;
  return csvOf(rows);
}
