/** The coverage of each class, for a flow whose context is labels: a class can be too narrow while another one is too wide. */
import { sharesUpTo } from '../../statistics/calibration/ranks.ts';
import { uniformity } from '../../statistics/calibration/uniformity.ts';
import type { OpenData } from '../opened/open-flow.ts';
import type { NoisyRows } from './baseline-rows.ts';
import { effectiveRows } from './pit.ts';

export interface ClassCoverage {
  /** `species=setosa` */
  readonly name: string;
  readonly rows: number;
  /** As of all rows. */
  readonly effectiveRows?: number;
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
 * @param weights of the rows; absent: all are equal
 * @returns null: the context is not labels only, or there are more classes than a table can show
 */
export function classCoverage(
  { dataset: { contextEncoding = [], summary } }: OpenData,
  { context, contextSize }: NoisyRows,
  levels: Float64Array,
  weights?: Float64Array,
): readonly ClassCoverage[] | null {
  const names = summary.context?.names;
  if (names === undefined || contextEncoding.length === 0) return null;
  if (!contextEncoding.every(({ kind }) => kind === 'category')) return null;
  const members = new Map<string, number[]>();
  for (const row of levels.keys()) {
    const name = names.filter((_, i) => context[row * contextSize + i] !== 0).join(', ');
    const own = members.get(name) ?? [];
    if (own.length === 0) members.set(name, own);
    own.push(row);
  }
  if (members.size > MOST_CLASSES) return null;
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => {
      const all = Float64Array.from(own, (row) => levels[row]!);
      const weighted = weights && Float64Array.from(own, (row) => weights[row]!);
      const [in50, in90] = sharesUpTo(all, [0.5, 0.9], weighted) as [number, number];
      const counted = { rows: own.length, ...effectiveRows(weighted) };
      return { name, ...counted, in50, in90, ...uniformity(all, Infinity, weighted) };
    });
}
