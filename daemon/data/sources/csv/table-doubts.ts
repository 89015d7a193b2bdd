import type { TableDoubt } from '../../doubts/define-doubt.ts';
import { droppedRows } from '../../doubts/reading/dropped-rows.ts';
import { header as headerDefinition, type LikelyHeader } from '../../doubts/reading/header.ts';
import { rowIndexDoubt } from '../../doubts/reading/row-index.ts';
import { textInNumbers } from '../../doubts/reading/text-in-numbers.ts';
import { commaKind, DIGITS } from './number-text.ts';
import { isMostlyNumbers, type Table, type TableColumn } from './read-table.ts';
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
  /** Set if these are only the first rows: what is known about all of them. */
  readonly whole?: { readonly table: Table; readonly dropped: number };
}

/** With fewer rows, neither their order nor a first line that differs means anything. */
const FEWEST_ROWS = 10;

/** `header`: the first line may be one, so that what the values are like means nothing. */
export function tableDoubts(table: Table, reading: Reading): { doubts: TableDoubt[]; header: boolean } {
  const { selection, chosen, kept } = reading;
  const { table: all, dropped } = reading.whole ?? { table, dropped: table.count - kept.length };
  const { weight } = selection;
  const own = weight === undefined ? [] : [weight];
  const named = new Set([...selection.context.map(({ column }) => column), ...reading.exclude, ...own]);
  // A spec that names a column of a file without a header knows that there is none.
  const unclear = reading.header === 'auto' && !chosen && named.size === 0 && !table.named;
  const header = unclear ? headerDoubt(table) : null;
  const others = chosen ? [] : table.columns.filter(({ name }) => !named.has(name));
  const texts = others.flatMap((column) => textDoubt(column) ?? []);
  const losses = 2 * dropped > all.count ? [droppedDoubt(all, selection, dropped)] : [];
  // If the first line is a header, it may be the outlier, or the text.
  if (header !== null) return { doubts: [headerDefinition.of(header), ...losses], header: true };
  const modelled = new Set(selection.columns.filter(({ period }) => period === null).map(({ name }) => name));
  const indexes = chosen || modelled.size + texts.length < 2 ? [] : indexDoubts(table, modelled);
  return { doubts: [...texts, ...indexes, ...losses], header: false };
}

function textDoubt(column: TableColumn): TableDoubt | null {
  const { name, numbers, firstText, cells } = column;
  if (numbers !== null || firstText === null) return null;
  if (!isMostlyNumbers(column)) return null;
  const { numbers: numeric, texts } = cells;
  return textInNumbers.of({
    column: name,
    ...firstText,
    texts,
    numbers: numeric,
    comma: commaKind(firstText.text) === null ? null : column.comma,
  });
}

/** Begins like a name, unlike a damaged number such as `3.12*`. */
const WORD = /^[\p{L}_]/u;
/** Share of the numbers in a column that may be written with digits alone, although most are fractions: `2` for `2.00`. */
const FEW = 0.01;

/**
 * The first row has a word where all other rows have numbers, or different whole numbers where the other rows
 * have decimal points. Columns of text do not count.
 */
export function headerDoubt({ columns, count, lines, first }: Table): LikelyHeader | null {
  const line = lines[0]!;
  const found = (fields: string[], word: string | null, dimension: number): LikelyHeader => {
    const repeated = new Set(first).size < first.length;
    return { line, fields, word, dimension: repeated ? null : dimension };
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
    return found === null ? [] : [rowIndexDoubt.of({ column: column.name, ...found })];
  });
}

function droppedDoubt(table: Table, { columns, context, weight }: Selection, dropped: number): TableDoubt {
  const needed = new Set([...columns.map(({ name }) => name), ...context.map(({ column }) => column), weight]);
  let missing = { column: '', rows: -1 };
  for (const { name, cells } of table.columns) {
    const rows = table.count - cells.numbers - cells.texts;
    if (needed.has(name) && rows > missing.rows) missing = { column: name, rows };
  }
  return droppedRows.of({ dropped, read: table.count, missing });
}
