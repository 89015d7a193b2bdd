/** Converts context vectors back to the columns that they were encoded from. */
import type { ContextEncoding } from './definition.ts';

export interface ContextColumns {
  readonly names: readonly string[];
  /** The cells of one row, in the order of `names`: labels and numbers in data units. */
  row(index: number): readonly (string | number)[];
}

/**
 * The columns of a table that `encodeContext` would encode as the same vectors.
 * @param context [count, C] from `encodeContext`; null if the flow takes none
 */
export function contextColumns(
  encoding: readonly ContextEncoding[],
  context: Float32Array | null,
): ContextColumns | null {
  if (context === null || encoding.length === 0) return null;
  const widths = encoding.map((entry) => (entry.kind === 'number' ? 1 : entry.values.length));
  const total = widths.reduce((sum, width) => sum + width, 0);
  return {
    names: encoding.map(({ column }) => column),
    row(index) {
      let at = index * total;
      return encoding.map((entry, k) => {
        const part = context.subarray(at, at + widths[k]!);
        at += widths[k]!;
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
