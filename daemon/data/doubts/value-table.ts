/** The numbers of a table that is examined: columns as a spec models them, for a sample of the rows. */

import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import type { ColumnRequest, Standardize } from '../columns/column-keys.ts';
import type { DataSummary } from '../definition.ts';
import type { RowSource } from '../files/row-place.ts';
import type { Grid } from '../grid.ts';
import { blocksOf, type ValueRows, valuesAt } from '../stored/stored-rows.ts';
import type { ColumnLabel } from './define-doubt.ts';
import { type Extreme, extremesOf } from './values/extremes.ts';
import { type Spike, spikeOf } from './values/spike.ts';

/** Most rows, and most values, of a sample. With more rows, checks would take longer than an editor may. */
const SAMPLED_ROWS = 20_000;
const SAMPLED_VALUES = 1_000_000;
/** However many columns there are. */
const FEWEST_SAMPLED = 500;

export interface ValueColumn {
  readonly label: ColumnLabel;
  /** Of the sampled rows. */
  readonly values: Float64Array;
  /** The same, in ascending order. */
  readonly sorted: Float64Array;
  /** The different ones, in ascending order. */
  readonly distinct: Float64Array;
  /** A value that many rows share, apart from all others; null if there is none. */
  readonly spike: Spike | null;
  /** Noise is added, so that values may occur more than once. */
  readonly dequantized: boolean;
  /** The width of the noise; null: 1 on whole numbers, or none. */
  readonly step: number | null;
  /** Its values number categories. */
  readonly category: boolean;
  /** Of an angle; null: it is none. */
  readonly period: number | null;
  /** The values of an angle before they are taken modulo its period, in the order of the rows; of other columns, `values`. */
  readonly unwrapped: Float64Array;
  /** It has a period, bounds or a transform in the spec, or only numbers the rows. */
  readonly handled: boolean;
  /** It only numbers the rows. */
  readonly isIndex: boolean;
  /**
   * One bound, or a transform: a logarithm of its values, at least of those far from the others, is modelled. With both, it is
   * the logarithm of that. null: neither.
   */
  readonly logarithm: 'once' | 'twice' | null;
}

/** What a spec says about its data, as far as doubts depend on it. */
export interface ValueKeys {
  /** `robust` and `quantile` suit long tails. */
  readonly standardize: Standardize;
  /** Indices of the modelled columns. */
  readonly dequantized: readonly number[];
  /** Of those that are not whole numbers. */
  readonly grids: readonly Grid[];
  /** Indices of those that number categories. */
  readonly categories: readonly number[];
  /** What is asked for each column. */
  readonly requests: readonly ColumnRequest[];
  /** Noise is asked for all columns of whole numbers. */
  readonly noise: boolean;
  /** A list in the spec names the modeled columns. */
  readonly chosen: boolean;
  /** Columns that only number the rows. Absent: none. */
  readonly indexes?: ReadonlySet<ColumnLabel>;
  /** The angles as they are in the file, where `rows` has them modulo their periods. Absent: `rows` has them as they are. */
  readonly angles?: ValueRows;
}

export interface LabelColumn {
  readonly column: string;
  /** It is modeled; otherwise it is a condition. */
  readonly modeled: boolean;
  /** The most frequent one first. */
  readonly labels: readonly { readonly text: string; readonly rows: number; readonly place: string }[];
  /** Whether its labels are numbers. */
  readonly numeric: boolean;
}

export interface ValueTable {
  /** Rows, and those of the sample. */
  readonly count: number;
  readonly sampled: number;
  readonly trainingRows: number;
  /** The effective sample size of all rows, as a share of their number. Absent: they have no weights. */
  readonly effectiveShare?: number;
  readonly columns: readonly ValueColumn[];
  readonly labelColumns: readonly LabelColumn[];
  readonly standardize: ValueKeys['standardize'];
  /** Noise is asked for all columns of whole numbers. */
  readonly noise: boolean;
  /** A list in the spec names the modeled columns. */
  readonly chosen: boolean;
  /** Columns that only number the rows. */
  readonly indexes: ReadonlySet<ColumnLabel>;
  /** Of each column, among all rows; null: all values are the same, or few. */
  readonly extremes: readonly (Extreme | null)[];
  /** E.g. `line 3`. */
  place(row: number): string;
}

export interface TableParts {
  /** What `exclude` takes for each column. */
  readonly labels: readonly ColumnLabel[];
  readonly rows: ValueRows;
  readonly source: RowSource;
  readonly labelColumns: readonly LabelColumn[];
  readonly summary: Pick<DataSummary, 'trainingRows'>;
  /** Of the rows. Absent: all are equal. */
  readonly weights?: ArrayLike<number> | undefined;
  readonly keys: ValueKeys;
}

/** Takes the sample; it is the same whenever the table is. */
export function valueTable({ labels, rows, source, labelColumns, summary, weights, keys }: TableParts): ValueTable {
  const { count } = rows;
  const width = labels.length;
  const most = Math.min(SAMPLED_ROWS, Math.max(FEWEST_SAMPLED, Math.floor(SAMPLED_VALUES / width)));
  const chosen = spreadRows(count, most);
  const values = valuesAt(rows, chosen);
  const dequantized = new Set(keys.dequantized);
  const angles = anglesOf(keys, most);
  let extremes: readonly (Extreme | null)[] | null = null;
  const columns = labels.map((label, j) => {
    const request = keys.requests[j] ?? {};
    const isIndex = keys.indexes?.has(label) === true;
    return lazyColumn(
      label,
      Float64Array.from(chosen, (_, i) => values[i * width + j]!),
      {
        dequantized: dequantized.has(j),
        step: keys.grids.find(({ column }) => column === j)?.step ?? null,
        category: keys.categories.includes(j),
        period: request.period ?? null,
        unwrapped: angles.get(j) ?? null,
        handled: isHandled(request) || isIndex,
        isIndex,
        logarithm: logarithmOf(request),
      },
    );
  });
  return {
    count,
    sampled: chosen.length,
    trainingRows: summary.trainingRows ?? count,
    ...(weights === undefined || count === 0 ? {} : { effectiveShare: effectiveSampleSize(weights) / count }),
    labelColumns,
    standardize: keys.standardize,
    noise: keys.noise,
    chosen: keys.chosen,
    indexes: keys.indexes ?? new Set(),
    columns,
    get extremes() {
      extremes ??= allExtremes(columns, rows, keys.angles);
      return extremes;
    },
    place: (row) => source.place(row),
  };
}

/** Of angles as they are in the file: what is modelled is never far from anything. */
function allExtremes(
  columns: readonly ValueColumn[],
  rows: ValueRows,
  angles: ValueRows | undefined,
): readonly (Extreme | null)[] {
  const found = extremesOf(columns, blocksOf(rows));
  if (angles === undefined) return found;
  const turning = columns.filter(({ period }) => period !== null);
  const ordered = turning.map(({ unwrapped }) => ({ sorted: unwrapped.slice().sort() }));
  // With other rows, their places are not known.
  const own = angles.count === rows.count ? extremesOf(ordered, blocksOf(angles)) : [];
  const byColumn = new Map(turning.map((column, k) => [column, own[k] ?? null]));
  return columns.map((column, j) => byColumn.get(column) ?? (column.period === null ? found[j]! : null));
}

/** By column, the values of angles before they are taken modulo their periods. */
function anglesOf({ angles, requests }: ValueKeys, most: number): ReadonlyMap<number, Float64Array> {
  if (angles === undefined) return new Map();
  const columns = requests.flatMap(({ period }, column) => (period === undefined ? [] : [column]));
  const chosen = spreadRows(angles.count, most);
  const values = valuesAt(angles, chosen);
  return new Map(
    columns.map((column, j) => [column, Float64Array.from(chosen, (_, i) => values[i * columns.length + j]!)]),
  );
}

/** Whether the spec says how its values are distributed. */
function isHandled({ period, bounds, transform }: ColumnRequest): boolean {
  return period !== undefined || bounds !== undefined || transform !== undefined;
}

function logarithmOf({ bounds, transform }: ColumnRequest): ValueColumn['logarithm'] {
  const isHalfLine = bounds?.some((bound) => bound === null) === true;
  if (transform === undefined) return isHalfLine ? 'once' : null;
  return isHalfLine ? 'twice' : 'once';
}

function lazyColumn(
  label: ColumnLabel,
  values: Float64Array,
  {
    unwrapped,
    ...facts
  }: Omit<ValueColumn, 'label' | 'values' | 'sorted' | 'distinct' | 'spike' | 'unwrapped'> & {
    /** null: the values. */
    readonly unwrapped: Float64Array | null;
  },
): ValueColumn {
  let sorted: Float64Array | null = null;
  let distinct: Float64Array | null = null;
  let spike: Spike | null | undefined;
  const inOrder = () => (sorted ??= values.slice().sort());
  const different = () => (distinct ??= inOrder().filter((value, i, all) => i === 0 || value !== all[i - 1]));
  return {
    label,
    values,
    unwrapped: unwrapped ?? values,
    ...facts,
    get sorted() {
      return inOrder();
    },
    get distinct() {
      return different();
    },
    get spike() {
      if (spike === undefined) spike = spikeOf({ sorted: inOrder(), distinct: different() });
      return spike;
    },
  };
}

/**
 * Numbers of at most `most` of the rows. Their step has no divisor in common with the number of rows, since every fourth
 * row may be of the same sensor; a step near the golden ratio spreads the sample evenly.
 */
export function spreadRows(count: number, most: number): Uint32Array {
  if (count <= most) return Uint32Array.from({ length: count }, (_, row) => row);
  let step = Math.round(0.618 * count);
  while (commonDivisor(step, count) > 1) step++;
  return Uint32Array.from({ length: most }, (_, k) => (k * step) % count).sort();
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** At the end of a sentence about the sample; empty if it is all rows. */
export function sampleText({ count, sampled }: Pick<ValueTable, 'count' | 'sampled'>): string {
  return sampled === count ? '' : ` (in a sample of ${sampled} of ${count} rows)`;
}
