/** Says how many rows are selected, and by which ranges. */
import { formatCount, formatNumber } from '../../daemon/format/numbers.ts';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import type { CornerData, SelectedRows } from './corner-data.ts';
import { strings } from './strings.ts';

export function selectionText(
  { sets, names, categories }: Pick<CornerData, 'sets' | 'names' | 'categories'>,
  selected: readonly SelectedRows[],
  ranges: ReadonlyMap<string, ValueRange>,
): string {
  const rows = sets
    .map(({ name, binned }, i) => {
      const { count, share } = selected[i]!;
      return strings.selectedRows({
        count: formatCount(count),
        all: formatCount(binned.rows),
        name,
        share: (100 * share).toFixed(1),
      });
    })
    .join(', ');
  return strings.selection({ rows, ranges: [...ranges].map(textOf).join(', ') });

  function textOf([name, range]: readonly [string, ValueRange]): string {
    const named = categories[names.indexOf(name)] ?? null;
    return named === null ? rangeText([name, range]) : categoryText(name, range, named);
  }
}

function categoryText(column: string, { low, high }: ValueRange, names: readonly string[]): string {
  const within = names.filter((_, rank) => rank >= low && rank <= high);
  return strings.categoryRange({ column, categories: within.join(', ') || strings.noLimit });
}

function rangeText([name, { low, high }]: readonly [string, ValueRange]): string {
  if (low === Number.NEGATIVE_INFINITY) return `${name} ≤ ${formatNumber(high, 4)}`;
  if (high === Number.POSITIVE_INFINITY) return `${name} ≥ ${formatNumber(low, 4)}`;
  return `${name} ${formatNumber(low, 4)} … ${formatNumber(high, 4)}`;
}
