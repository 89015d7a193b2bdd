import type { TableDoubt } from '../../table-doubt.ts';
import { hasComma } from './number-text.ts';
import { columnsByName, isMostlyNumbers, type Table, type TableColumn } from './read-table.ts';
import type { SelectedRows, Selection } from './select-columns.ts';

interface Reading {
  readonly selection: Selection;
  /** Whether the spec chooses the columns, and whether it says that the first line is a header. */
  readonly chosen: boolean;
  readonly header: 'auto' | boolean;
  /** Rows that are not dropped. */
  readonly kept: SelectedRows['kept'];
}

/** With fewer rows nothing can be said of their order, or of a first line. */
const FEWEST_ROWS = 10;
/** Rows that decide whether the first line differs from the others, and from which quartiles are estimated. */
const SAMPLED_ROWS = 1000;
/** In widths of the middle half. A normal column of a million rows reaches 4, an exponential one 13. */
const FAR = 100;

export function tableDoubts(table: Table, reading: Reading): TableDoubt[] {
  const { selection, chosen, kept } = reading;
  const dropped = table.count - kept.length;
  const context = new Set(selection.context.map(({ column }) => column));
  const header = reading.header === 'auto' && !chosen && !table.named ? headerDoubt(table) : null;
  const named = columnsByName(table);
  const modelled = selection.columns.flatMap(({ name, period }) => {
    const column = named.get(name);
    return column?.numbers == null || period !== null ? [] : [{ ...column, numbers: column.numbers }];
  });
  const sampled = sampleOf(kept);
  const others = chosen ? [] : table.columns.filter(({ name }) => !context.has(name));
  return [
    ...(header === null ? others.flatMap((column) => textDoubt(column) ?? []) : [header]),
    ...(chosen || modelled.length < 2 ? [] : modelled.flatMap((column) => indexDoubt(column, table) ?? [])),
    ...modelled.flatMap((column) => outlierDoubt(column, table, kept, sampled) ?? []),
    ...(2 * dropped > table.count ? [droppedDoubt(table, selection, dropped)] : []),
  ];
}

function textDoubt(column: TableColumn): TableDoubt | null {
  const { name, numbers, firstText, cells } = column;
  if (numbers !== null || firstText === null) return null;
  if (!isMostlyNumbers(column)) return null;
  const { numbers: numeric, texts } = cells;
  return {
    kind: 'text-in-numbers',
    column: name,
    ...firstText,
    texts,
    numbers: numeric,
    decimalComma: hasComma(firstText.text),
  };
}

/** A column's name, rather than a damaged number such as `3.12*`. */
const WORD = /^[\p{L}_]/u;
/** Of a name; programs that write results put a decimal point or an exponent into whole numbers, too. */
const DIGITS = /^\d+$/;

/** The first row has a word where all others have numbers, or is the only one with whole numbers, all different. */
function headerDoubt({ columns, count, lines, first }: Table): TableDoubt | null {
  const line = lines[0]!;
  const words = columns.filter(({ firstText, cells }) => {
    return firstText?.line === line && WORD.test(firstText.text) && cells.texts === 1 && cells.numbers > 0;
  });
  if (words.length > 0) {
    return { kind: 'header', line, fields: [], word: words[0]!.firstText!.text };
  }
  if (columns.length < 2 || count < FEWEST_ROWS) return null;
  if (!first.every((field) => DIGITS.test(field)) || new Set(first.map(Number)).size < first.length) return null;
  const isFraction = (value: number) => !Number.isInteger(value);
  const isAlone = columns.every(({ numbers }) => numbers?.subarray(1, SAMPLED_ROWS).every(isFraction));
  return isAlone ? { kind: 'header', line, fields: first, word: null } : null;
}

function indexDoubt({ name, numbers }: NumericColumn, { count }: Table): TableDoubt | null {
  const from = numbers[0]!;
  if (count < FEWEST_ROWS || (from !== 0 && from !== 1)) return null;
  return numbers.every((value, row) => value === from + row) ? { kind: 'row-index', column: name, from } : null;
}

type NumericColumn = TableColumn & { readonly numbers: Float64Array };

/**
 * Rows that stand for all: their distance has no divisor in common with the number of rows, since every fourth row may
 * be of the same sensor. A distance near the golden section also spreads them evenly.
 */
function sampleOf(rows: readonly number[]): readonly number[] {
  const count = rows.length;
  if (count <= SAMPLED_ROWS) return rows;
  let distance = Math.round(0.618 * count);
  while (commonDivisor(distance, count) > 1) distance++;
  return Array.from({ length: SAMPLED_ROWS }, (_, k) => rows[(k * distance) % count]!);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function outlierDoubt(
  { name, numbers }: NumericColumn,
  { lines }: Table,
  kept: readonly number[],
  sampled: readonly number[],
): TableDoubt | null {
  const sample = Float64Array.from(sampled, (row) => numbers[row]!).sort();
  const at = (share: number) => sample[Math.floor(share * (sample.length - 1))]!;
  if (sample.length < FEWEST_ROWS) return null;
  const [median, spread] = [at(0.5), at(0.75) - at(0.25)];
  if (spread === 0) return null;
  let [farthest, distance] = [-1, FAR * spread];
  for (const row of kept) {
    const own = Math.abs(numbers[row]! - median);
    if (own > distance && own < Infinity) [farthest, distance] = [row, own];
  }
  if (farthest < 0) return null;
  return { kind: 'outlier', column: name, line: lines[farthest]!, value: numbers[farthest]!, median, spread };
}

function droppedDoubt(table: Table, { columns, context }: Selection, dropped: number): TableDoubt {
  const needed = new Set([...columns.map(({ name }) => name), ...context.map(({ column }) => column)]);
  let missing = { column: '', rows: -1 };
  for (const { name, cells } of table.columns) {
    const rows = table.count - cells.numbers - cells.texts;
    if (needed.has(name) && rows > missing.rows) missing = { column: name, rows };
  }
  return { kind: 'dropped', dropped, read: table.count, missing };
}
