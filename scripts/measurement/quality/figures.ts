/** Means over seeds with their errors, compared and written down. */
import { meanAndError } from '../../../daemon/statistics/mean-and-error.ts';

/** How far two means may differ before it is more than the scatter of the seeds: 2 standard errors, at least this much. */
const NEGLIGIBLE = 0.005;

export interface Difference {
  /** Mean of ours − mean of theirs, nats. */
  readonly mean: number;
  /** max(.005, 2 standard errors of that difference). */
  readonly tolerance: number;
}

/** Two sets of gaps, each over its own seeds. */
export function difference(ours: readonly number[], theirs: readonly number[]): Difference {
  const [a, b] = [meanAndError(ours), meanAndError(theirs)];
  return { mean: a.mean - b.mean, tolerance: Math.max(NEGLIGIBLE, 2 * Math.hypot(a.se, b.se)) };
}

export function meanOf(values: readonly number[]): number {
  return meanAndError(values).mean;
}

/** `.0123 ± .0012`: mean and standard error over the seeds. */
export function withError(values: readonly number[]): string {
  const { mean, se } = meanAndError(values);
  return `${mean.toFixed(4)} ± ${se.toFixed(4)}`;
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map((_, i) => (i === 0 ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}
