/** Converts context vectors back to the columns that they were encoded from. */
import { columnsOf, widthOfEntry } from './context-layout.ts';
import type { ContextEncoding } from './definition.ts';

export interface ContextColumns {
  readonly names: readonly string[];
  /** The cells of one row, in the order of `names`: labels and numbers in data units. */
  row(index: number): readonly (string | number)[];
}

/**
 * The columns of a table that `encodeContext` would encode as the same vectors; condition images are left out.
 * @param context [count, C]; null if the flow takes none
 */
export function contextColumns(
  encoding: readonly ContextEncoding[],
  context: Float32Array | null,
): ContextColumns | null {
  const columns = columnsOf(encoding);
  if (context === null || columns.length === 0) return null;
  const total = encoding.reduce((sum, entry) => sum + widthOfEntry(entry), 0);
  return {
    names: columns.map(({ column }) => column),
    row(index) {
      let at = index * total;
      return columns.map((entry) => {
        const width = widthOfEntry(entry);
        const part = context.subarray(at, at + width);
        at += width;
        return entry.kind === 'number' ? dataUnits(part[0]!, entry) : entry.values[part.indexOf(1)]!;
      });
    },
  };
}

/**
 * The number with the fewest decimals whose standardized value is `standard`: nearly always the one that was read.
 * Decimals are counted from the standard deviation's scale, so that 0 is found as well as 1700000000.5.
 */
function dataUnits(standard: number, { mean, std }: { readonly mean: number; readonly std: number }): number {
  const value = standard * std + mean;
  const largest = Math.floor(Math.log10(std)) + 2;
  for (let power = largest; power > largest - 16; power--) {
    const unit = 10 ** Math.abs(power);
    const rounded = power < 0 ? Math.round(value * unit) / unit : Math.round(value / unit) * unit;
    if (Math.fround((rounded - mean) / std) === standard) return rounded === 0 ? 0 : rounded;
  }
  return value;
}
