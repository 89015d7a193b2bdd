/** The contexts over which a picture averages the density of a conditional flow. */
import type { PreparedRows } from '../data/prepare.ts';
import { pointRows } from '../statistics/resampling.ts';

export interface TypicalContext {
  readonly values: Float32Array;
  readonly share: number;
}

const ROWS = 256;
const MOST = 6;

/**
 * The distinct contexts of the first rows, or of rows drawn by weight, with their shares; an even selection if there are more than
 * 6.
 */
export function typicalContexts(rows: PreparedRows): TypicalContext[] {
  const { context, count } = rows;
  if (context === null) return [];
  const size = context.length / count;
  const found = new Map<string, { readonly values: Float32Array; times: number }>();
  for (const row of pointRows(rows, ROWS)) {
    const values = context.slice(row * size, (row + 1) * size);
    const key = values.join();
    const entry = found.get(key);
    if (entry === undefined) found.set(key, { values, times: 1 });
    else entry.times++;
  }
  const all = [...found.values()];
  const chosen =
    all.length <= MOST ? all : Array.from({ length: MOST }, (_, i) => all[Math.floor((i * all.length) / MOST)]!);
  const total = chosen.reduce((sum, { times }) => sum + times, 0);
  return chosen.map(({ values, times }) => ({ values, share: times / total }));
}
