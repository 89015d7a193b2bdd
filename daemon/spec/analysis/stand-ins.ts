import * as z from 'zod';
import type { ColumnLabel } from '../../data/doubts/define-doubt.ts';
import { type MissingEntry, missingValuesKey } from '../../data/missing/missing-values.ts';

const ENTRIES = missingValuesKey(z.union([z.string(), z.number()]));

/** `missingValues` with further values that stand for missing ones. @param written as the spec has it */
export function withStandIns(
  written: unknown,
  columns: readonly { readonly column: ColumnLabel; readonly value: number | string }[],
): readonly MissingEntry[] {
  const { data: entries = [] } = ENTRIES.safeParse(written);
  const added = Map.groupBy(columns, ({ column }) => column);
  const valuesOf = (column: ColumnLabel) => (added.get(column) ?? []).map(({ value }) => value);
  const before = entries.map((entry) =>
    typeof entry === 'object' ? { ...entry, values: [...entry.values, ...valuesOf(entry.column)] } : entry,
  );
  const known = new Set(entries.map((entry) => (typeof entry === 'object' ? entry.column : null)));
  const others = [...added.keys()].filter((column) => !known.has(column));
  return [...before, ...others.map((column) => ({ column, values: valuesOf(column) }))];
}
