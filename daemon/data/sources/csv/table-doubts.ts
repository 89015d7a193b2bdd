import type { TableDoubt } from '../../table-doubt.ts';
import { commaKind } from './number-text.ts';
import { columnsByName, DIGITS, isMostlyNumbers, type Table, type TableColumn } from './read-table.ts';
import type { SelectedRows, Selection } from './select-columns.ts';

interface Reading {
  readonly selection: Selection;
  /** Whether the spec has `columns`. */
  readonly chosen: boolean;
  /** As in the spec. */
  readonly exclude: readonly string[];
  /** As in the spec. */
  readonly header: 'auto' | boolean;
  /** Rows that are not dropped. */
  readonly kept: SelectedRows['kept'];
}

/** With fewer rows, neither their order nor a first line that differs means anything. */
const FEWEST_ROWS = 10;
/** Number of rows that quartiles are estimated from. */
const SAMPLED_ROWS = 1000;
/** In interquartile ranges from the median. Among a million rows, a normal column reaches 4, an exponential one 13. */
const FAR = 100;

export function tableDoubts(table: Table, reading: Reading): TableDoubt[] {
  const { selection, chosen, kept } = reading;
  const dropped = table.count - kept.length;
  const named = new Set([...selection.context.map(({ column }) => column), ...reading.exclude]);
  // A spec that names a column of a file without a header knows that there is none.
  const unclear = reading.header === 'auto' && !chosen && named.size === 0 && !table.named;
  const header = unclear ? headerDoubt(table) : null;
  const byName = columnsByName(table);
  const modelled = selection.columns.flatMap(({ name, period, as }) => {
    const column = byName.get(name);
    return column?.numbers == null || period !== null || as === 'category'
      ? []
      : [{ ...column, numbers: column.numbers }];
  });
  const sampled = sampleOf(kept);
  const others = chosen ? [] : table.columns.filter(({ name }) => !named.has(name));
  const texts = others.flatMap((column) => textDoubt(column) ?? []);
  const losses = 2 * dropped > table.count ? [droppedDoubt(table, selection, dropped)] : [];
  // If the first line is a header, it may be the outlier, or the text.
  if (header !== null) return [header, ...losses];
  const indexes =
    chosen || modelled.length + texts.length < 2 ? [] : indexDoubts(table, new Set(modelled.map(({ name }) => name)));
  const outliers = modelled.flatMap((column) => outlierDoubt(column, table, kept, sampled) ?? []);
  return [...texts, ...indexes, ...outliers, ...losses];
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
    comma: commaKind(firstText.text) === null ? null : column.comma,
  };
}

/** Begins like a name, unlike a damaged number such as `3.12*`. */
const WORD = /^[\p{L}_]/u;
/** Share of the numbers in a column that may be written with digits alone, although most are fractions: `2` for `2.00`. */
const FEW = 0.01;

type HeaderDoubt = Extract<TableDoubt, { readonly kind: 'header' }>;

/**
 * The first row has a word where all other rows have numbers, or different whole numbers where the other rows
 * have decimal points. Columns of text do not count.
 */
export function headerDoubt({ columns, count, lines, first }: Table): HeaderDoubt | null {
  const line = lines[0]!;
  const found = (fields: readonly string[], word: string | null, dimension: number): HeaderDoubt => {
    const repeated = new Set(first).size < first.length;
    return { kind: 'header', line, fields, word, dimension: repeated ? null : dimension };
  };
  const isTitle = ({ firstText, cells }: TableColumn) =>
    firstText?.line === line && cells.texts === 1 && cells.numbers > 0;
  const word = columns.find((column) => isTitle(column) && WORD.test(column.firstText!.text))?.firstText?.text;
  if (word !== undefined) {
    const hasNumbers = ({ numbers }: TableColumn) =>
      numbers?.subarray(1).some((value) => !Number.isNaN(value)) === true;
    const dimension = columns.filter((column) => isTitle(column) || hasNumbers(column)).length;
    return found([], word, dimension);
  }
  const fields: string[] = [];
  for (const [index, { numbers, cells }] of columns.entries()) {
    if (numbers === null) continue;
    const field = first[index]!;
    if (!DIGITS.test(field) || cells.digits - 1 > FEW * cells.numbers) return null;
    fields.push(field);
  }
  if (fields.length < 2 || count < FEWEST_ROWS || new Set(fields.map(Number)).size < fields.length) return null;
  return found(fields, null, fields.length);
}

/** What says that a column numbers the rows. */
export type RowIndex =
  /** It counts them, starting at this number. */
  | { readonly from: number }
  /** It has the name of an index, as pandas writes it, and a different whole number in each row. */
  | { readonly from: null };

/** How pandas names the column of an index in a file, and when it reads such a file again. */
const INDEX_NAME = /^(|index|level_\d+|Unnamed: \d+)$/;

/** @param index of the column in the table */
export function rowIndex({ numbers }: TableColumn, { named, first }: Table, index: number): RowIndex | null {
  const from = numbers?.[0] ?? Number.NaN;
  if (numbers === null || numbers.length < FEWEST_ROWS || !Number.isInteger(from)) return null;
  if (numbers.every((value, row) => value === from + row)) return { from };
  if (!named || !INDEX_NAME.test(first[index] ?? ' ') || !numbers.every(Number.isInteger)) return null;
  return new Set(numbers).size === numbers.length ? { from: null } : null;
}

function indexDoubts(table: Table, modelled: ReadonlySet<string>): TableDoubt[] {
  return table.columns.flatMap((column, index): TableDoubt[] => {
    const found = modelled.has(column.name) ? rowIndex(column, table, index) : null;
    return found === null ? [] : [{ kind: 'row-index', column: column.name, ...found }];
  });
}

type NumericColumn = TableColumn & { readonly numbers: Float64Array };

/**
 * A sample of the rows. Its step has no divisor in common with their number, since every fourth row may be of the same
 * sensor; a step near the golden ratio spreads the sample evenly.
 */
function sampleOf(rows: Float64Array): Float64Array {
  const count = rows.length;
  if (count <= SAMPLED_ROWS) return rows;
  let step = Math.round(0.618 * count);
  while (commonDivisor(step, count) > 1) step++;
  return Float64Array.from({ length: SAMPLED_ROWS }, (_, k) => rows[(k * step) % count]!);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function outlierDoubt(
  { name, numbers }: NumericColumn,
  { lines }: Table,
  kept: Float64Array,
  sampled: Float64Array,
): TableDoubt | null {
  const sample = sampled.map((row) => numbers[row]!).sort();
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
