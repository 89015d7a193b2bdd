/** The numbers of a corner plot: quantiles of each column or shares of its categories, and the correlation of each pair. */
import { formatNumber } from '../../daemon/format/numbers.ts';
import { weightedQuantiles } from '../../daemon/statistics/weighted-quantiles.ts';
import type { NumberTable } from '../charts/base/number-table.ts';
import { categoryShares } from './category-shares.ts';
import type { CornerData, SelectedRows } from './corner-data.ts';
import { strings } from './strings.ts';

/** @param selected rows of each set; null: nothing is selected, and the numbers are those of all rows */
export function cornerTable(
  { names, categories, sets, pairs }: CornerData,
  selected: readonly SelectedRows[] | null,
): NumberTable {
  // Numbers of categories have no order.
  const correlated = pairs.filter(({ x, y }) => categories[x] === null && categories[y] === null);
  const headings = sets.map(({ name }) => (selected === null ? name : strings.selectedOf({ name })));
  const finite = (set: number, column: number): Weighted => {
    const { columns, weights } = sets[set]!;
    const marks = selected?.[set]?.marks;
    const values = columns[column]!;
    const counts = (i: number) => Number.isFinite(values[i]) && marks?.[i] !== 0;
    return {
      values: values.filter((_, i) => counts(i)),
      weights: weights?.filter((_, i) => counts(i)) ?? null,
    };
  };
  return {
    columns: ['', ...headings],
    rows: names.length + correlated.length,
    row(index) {
      if (index < names.length) {
        const [column, named] = [names[index]!, categories[index]!];
        if (named !== null) {
          return [
            strings.sharesOf({ column }),
            ...sets.map((_, set) => categoryShares(finite(set, index).values, named, finite(set, index).weights)),
          ];
        }
        return [strings.medianOf({ column }), ...sets.map((_, set) => quantileText(finite(set, index)))];
      }
      const { x, y } = correlated[index - names.length]!;
      return [
        strings.correlationOf({ x: names[x]!, y: names[y]! }),
        ...sets.map(({ columns, weights }, set) => {
          const value = correlation(columns[x]!, columns[y]!, { marks: selected?.[set]?.marks, weights });
          return value === null ? '–' : formatNumber(value, 3);
        }),
      ];
    },
  };
}

interface Weighted {
  readonly values: Float64Array;
  /** null: all are equal. */
  readonly weights: Float64Array | null;
}

function quantileText({ values, weights }: Weighted): string {
  const shares = [0.16, 0.5, 0.84];
  if (values.length === 0 || weights?.every((weight) => weight === 0)) return '–';
  const sorted = weights === null ? values.sort() : null;
  const found =
    sorted === null
      ? weightedQuantiles(values, weights!, shares)
      : shares.map((share) => sorted[Math.round(share * (sorted.length - 1))]!);
  const [low, median, high] = found.map((value) => formatNumber(value, 4));
  return `${median} (${low} … ${high})`;
}

interface Counted {
  /** 0: the row does not count. */
  readonly marks: Uint8Array | undefined;
  readonly weights: Float64Array | null;
}

/** Of the rows with two finite values; null: one of them does not vary. */
function correlation(a: Float64Array, b: Float64Array, { marks, weights }: Counted): number | null {
  const counts = (i: number) => marks?.[i] !== 0 && Number.isFinite(a[i]) && Number.isFinite(b[i]);
  let [n, meanA, meanB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!counts(i)) continue;
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    n += weight;
    meanA += ((a[i]! - meanA) * weight) / n;
    meanB += ((b[i]! - meanB) * weight) / n;
  }
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!counts(i)) continue;
    const [x, y, weight] = [a[i]! - meanA, b[i]! - meanB, weights?.[i] ?? 1];
    aa += weight * x * x;
    bb += weight * y * y;
    ab += weight * x * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}
