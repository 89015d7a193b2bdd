/** The numbers of a corner plot: quantiles of each column or shares of its categories, and the correlation of each pair. */
import { formatNumber } from '../../daemon/format/numbers.ts';
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
  const finite = (set: number, column: number) => {
    const marks = selected?.[set]?.marks;
    return sets[set]!.columns[column]!.filter((value, i) => Number.isFinite(value) && marks?.[i] !== 0);
  };
  return {
    columns: ['', ...headings],
    rows: names.length + correlated.length,
    row(index) {
      if (index < names.length) {
        const [column, named] = [names[index]!, categories[index]!];
        if (named !== null) {
          return [strings.sharesOf({ column }), ...sets.map((_, set) => categoryShares(finite(set, index), named))];
        }
        return [strings.medianOf({ column }), ...sets.map((_, set) => quantileText(finite(set, index)))];
      }
      const { x, y } = correlated[index - names.length]!;
      return [
        strings.correlationOf({ x: names[x]!, y: names[y]! }),
        ...sets.map(({ columns }, set) => {
          const value = correlation(columns[x]!, columns[y]!, selected?.[set]?.marks);
          return value === null ? '–' : formatNumber(value, 3);
        }),
      ];
    },
  };
}

function quantileText(values: Float64Array): string {
  if (values.length === 0) return '–';
  const sorted = values.sort();
  const [low, median, high] = [0.16, 0.5, 0.84].map((q) =>
    formatNumber(sorted[Math.round(q * (sorted.length - 1))]!, 4),
  );
  return `${median} (${low} … ${high})`;
}

/** Of the rows with two finite values; null: one of them does not vary. @param marks 0: the row does not count */
function correlation(a: Float64Array, b: Float64Array, marks: Uint8Array | undefined): number | null {
  const counts = (i: number) => marks?.[i] !== 0 && Number.isFinite(a[i]) && Number.isFinite(b[i]);
  let [n, meanA, meanB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!counts(i)) continue;
    n++;
    meanA += (a[i]! - meanA) / n;
    meanB += (b[i]! - meanB) / n;
  }
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!counts(i)) continue;
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}
