/** The key `missingValues`: values that stand for missing ones, such as −999. */
import * as z from 'zod';
import { MAX_CONTEXT } from '../limits.ts';
import { parseNumber } from '../sources/csv/number-text.ts';

export type MissingValue = number | string;

/** A value of all columns, or those of one column. */
export type MissingEntry =
  | MissingValue
  | { readonly column: string | number; readonly values: readonly MissingValue[] };

export const MISSING_VALUES_KEY = 'missingValues';

const value = z.union([z.number(), z.string().min(1)]);

/** The value that a user means with a text: a number, or the text. */
export function missingValueOf(text: string): MissingValue {
  const number = parseNumber(text);
  return number !== null && Number.isFinite(number) ? number : text;
}

/** @param column what an entry takes for a column */
export function missingValuesKey<C extends z.ZodType<string | number>>(column: C) {
  const entry = z.strictObject({
    column: column.describe('The column.'),
    values: z.array(value).min(1).max(MAX_CONTEXT).describe('What stands for a missing value in this column alone.'),
  });
  return z
    .array(z.union([value, entry]))
    .max(MAX_CONTEXT)
    .optional()
    .describe(
      'Values that stand for missing ones, such as -999, besides those that always do: numbers, compared by value, or texts. A value counts in all columns, {column, values} in one. `missing` says what happens to their rows. In pandas: na_values.',
    );
}

/** What happens to rows without a value, and what stands for one. */
export interface MissingRows {
  readonly how: 'error' | 'drop';
  readonly values?: readonly MissingEntry[] | undefined;
}

/**
 * Entries that call columns by other names. @param nameOf a label of an entry; null: the column is not there
 */
export function renamedEntries(
  entries: readonly MissingEntry[] | undefined,
  nameOf: (label: string | number) => string | null,
): readonly MissingEntry[] | undefined {
  return entries?.flatMap((entry): readonly MissingEntry[] => {
    if (typeof entry !== 'object') return [entry];
    const column = nameOf(entry.column);
    return column === null ? [] : [{ ...entry, column }];
  });
}

/** The values that stand for missing ones in a column. */
export interface StandIns {
  readonly hasNumber: (value: number) => boolean;
  /** @param text of a cell, which may be written as a number */
  readonly hasText: (text: string) => boolean;
  /** The entries that a cell with one of these values, a number or a text, is equal to. */
  readonly like: (cell: MissingValue) => readonly MissingValue[];
}

/** @param labels of the column: its name, or its number, too @returns null: there are none */
export function standInsOf(
  entries: readonly MissingEntry[] | undefined,
  ...labels: readonly (string | number)[]
): StandIns | null {
  const own = (entries ?? []).flatMap((entry) => {
    if (typeof entry !== 'object') return [entry];
    return labels.includes(entry.column) ? entry.values : [];
  });
  if (own.length === 0) return null;
  const written = own.flatMap((entry) => (typeof entry === 'number' ? [entry] : (parseNumber(entry) ?? [])));
  // Files may have the nearest float32.
  const numbers = written.flatMap((number) => [number, Math.fround(number)]).filter((number) => !Number.isNaN(number));
  const texts = new Set(own.filter((entry) => typeof entry === 'string'));
  const hasNumber = (number: number) => numbers.includes(number);
  const isNumber = (entry: MissingValue, number: number) => {
    const written = typeof entry === 'number' ? entry : parseNumber(entry);
    return written !== null && (written === number || Math.fround(written) === number);
  };
  return {
    hasNumber,
    hasText(text) {
      if (texts.has(text)) return true;
      const number = numbers.length === 0 ? null : parseNumber(text);
      return number !== null && hasNumber(number);
    },
    like(cell) {
      const number = typeof cell === 'number' ? cell : parseNumber(cell);
      return own.filter((entry) => entry === cell || (number !== null && isNumber(entry, number)));
    },
  };
}

/** An entry that no cell of the data is equal to, and the column that it is about; absent: it is about all. */
export interface UnmatchedValue {
  readonly value: MissingValue;
  readonly column?: string;
}

/** @param found the entries that some cells of a column are equal to @param nameOf of the column of an entry */
export function unmatchedValues(
  entries: readonly MissingEntry[] | undefined,
  found: ReadonlyMap<string, ReadonlySet<MissingValue>>,
  nameOf: (label: string | number) => string = String,
): readonly UnmatchedValue[] {
  const anywhere = new Set([...found.values()].flatMap((values) => [...values]));
  return (entries ?? []).flatMap((entry): readonly UnmatchedValue[] => {
    if (typeof entry !== 'object') return anywhere.has(entry) ? [] : [{ value: entry }];
    const column = nameOf(entry.column);
    return entry.values.flatMap((value) => (found.get(column)?.has(value) === true ? [] : [{ value, column }]));
  });
}
