import { writeTable } from '../../daemon/encoding/write-csv.ts';
import type { Series } from './training-data.ts';

/** The drawn curves as CSV: one row for each key and bucket. */
export function curvesTable({ curves }: Series): string {
  const rows = [...curves].flatMap(([key, { steps, low, high, last }]) =>
    steps.map((step, i) => [key, step, last[i]!, low[i]!, high[i]!] as const),
  );
  return writeTable(['key', 'step', 'last', 'minimum', 'maximum'], rows);
}
