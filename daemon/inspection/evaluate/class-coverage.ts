/** The coverage of each class, for a flow whose context is labels: a class can be too narrow while another one is too wide. */
import { uniformity } from '../../statistics/calibration/uniformity.ts';
import type { OpenData } from '../opened/open-flow.ts';
import type { NoisyRows } from './baseline-rows.ts';

export interface ClassCoverage {
  /** `species=setosa` */
  readonly name: string;
  readonly rows: number;
  /** Shares of these rows in the regions that have 50 % and 90 % of the samples. */
  readonly in50: number;
  readonly in90: number;
  /** Of the levels of these rows, as of those of all rows. */
  readonly distance: number;
  readonly p: number;
}

const MOST_CLASSES = 20;

/**
 * @param levels of the rows: the share of a row's samples where the density is higher
 * @returns null: the context is not labels only, or there are more classes than a table can show
 */
export function classCoverage(
  { dataset: { contextEncoding = [], summary } }: OpenData,
  { context, contextSize }: NoisyRows,
  levels: Float64Array,
): readonly ClassCoverage[] | null {
  const names = summary.context?.names;
  if (names === undefined || contextEncoding.length === 0) return null;
  if (!contextEncoding.every(({ kind }) => kind === 'category')) return null;
  const members = new Map<string, number[]>();
  for (const [row, level] of levels.entries()) {
    const name = names.filter((_, i) => context[row * contextSize + i] !== 0).join(', ');
    const own = members.get(name) ?? [];
    if (own.length === 0) members.set(name, own);
    own.push(level);
  }
  if (members.size > MOST_CLASSES) return null;
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => {
      const share = (limit: number) => own.filter((level) => level <= limit).length / own.length;
      const all = Float64Array.from(own);
      return { name, rows: own.length, in50: share(0.5), in90: share(0.9), ...uniformity(all, Infinity) };
    });
}
