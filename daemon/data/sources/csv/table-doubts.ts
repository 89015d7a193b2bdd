import type { TableDoubt } from '../../doubts/define-doubt.ts';
import { codesDoubt } from '../../doubts/reading/codes.ts';
import { droppedRows } from '../../doubts/reading/dropped-rows.ts';
import { header as headerDefinition, type LikelyHeader } from '../../doubts/reading/header.ts';
import { type IndexName, type RowIndex, rowIndexDoubt, rowIndexOf } from '../../doubts/reading/row-index.ts';
import { type TextFigures, textInNumbers } from '../../doubts/reading/text-in-numbers.ts';
import { topLineDoubt } from '../../doubts/reading/top-line.ts';
import { areCodes } from './column-codes.ts';
import { commaKind } from './number-text.ts';
import { formOfNumbers, isMostlyNumbers, standInTexts, type Table, type TableColumn } from './read-table.ts';
import type { SelectedRows, Selection } from './select-columns.ts';
import { topLine, topLineProblem } from './top-lines.ts';

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
  const top = topLine(table);
  // The line is the cause of what follows from it.
  if (top !== null && others.some(({ firstText }) => firstText?.line === top.line)) {
    return { doubts: [topLineDoubt.of({ line: top.line, ...topLineProblem(top) })], header: true };
  }
  const texts = others.flatMap((column) => {
    const figures = textFigures(column);
    return figures === null ? [] : [textInNumbers.of(figures)];
  });
  const losses = 2 * dropped > all.count ? [droppedDoubt(all, selection, dropped)] : [];
  // If the first line is a header, it may be the outlier, or the text.
  if (header !== null) return { doubts: [headerDefinition.of(header), ...losses], header: true };
  const modelled = new Set(selection.columns.filter(({ period }) => period === null).map(({ name }) => name));
  const indexes = chosen || modelled.size + texts.length < 2 ? [] : indexDoubts(table, modelled);
  const numbers = new Map<string, 'modeled' | 'context'>([
    ...selection.context.flatMap(({ column, as }) => (as === 'number' ? [[column, 'context'] as const] : [])),
    ...selection.columns.flatMap(({ name, as }) =>
      as === 'number' && modelled.has(name) ? [[name, 'modeled'] as const] : [],
    ),
  ]);
  const codes = table.columns.flatMap((column) => codesIn(column, numbers.get(column.name)));
  return { doubts: [...texts, ...indexes, ...codes, ...losses], header: false };
}

/** Text in a column of numbers; null: it is all numbers, or mostly text. */
export function textFigures(column: TableColumn): TextFigures | null {
  const { name, numbers, firstText, cells } = column;
  if (numbers !== null || firstText === null || !isMostlyNumbers(column)) return null;
  const { numbers: numeric, texts } = cells;
  return {
    column: name,
    ...firstText,
    texts,
    numbers: numeric,
    comma: commaKind(firstText.text) === null ? null : column.comma,
    form: formOfNumbers(column)?.kind ?? null,
    standIns: standInTexts(column),
  };
}

/** Begins like a name, unlike a damaged number such as `3.12*`. */
const WORD = /^[\p{L}_]/u;
/** A whole number as programs write it, in a header also a negative one. */
const WHOLE = /^-?\d+$/;
/** Share of the numbers in a column that may be written with digits alone, although most are fractions: `2` for `2.00`. */
const FEW = 0.01;

/**
 * The first row has a word where all other rows have numbers, or different numbers that look like names: whole ones where the
 * other rows have decimal points, ones in equal steps, or ones beyond all others. Columns of text do not count.
 */
export function headerDoubt({ columns, count, lines, first }: Table): LikelyHeader | null {
  const line = lines[0]!;
  const repeated = new Set(first).size < first.length;
  const sizeOf = (dimension: number) => (repeated ? null : dimension);
  const isTitle = ({ firstText, cells }: TableColumn) =>
    firstText?.line === line && cells.texts === 1 && cells.numbers > 0;
  const word = columns.find((column) => isTitle(column) && WORD.test(column.firstText!.text))?.firstText?.text;
  if (word !== undefined) {
    const hasNumbers = ({ numbers }: TableColumn) =>
      numbers?.subarray(1).some((value) => !Number.isNaN(value)) === true;
    const dimension = columns.filter((column) => isTitle(column) || hasNumbers(column)).length;
    return { line, fields: [], word, dimension: sizeOf(dimension) };
  }
  const numeric = columns.flatMap((column, index) =>
    column.numbers === null ? [] : [{ ...column, numbers: column.numbers, field: first[index]! }],
  );
  const fields = numeric.map(({ field }) => field);
  const values = fields.map((field) => (field === '' ? Number.NaN : Number(field)));
  if (fields.length < 2 || count < FEWEST_ROWS || !values.every(Number.isFinite)) return null;
  if (new Set(values).size < values.length) return null;
  const found = { line, fields, word: null, dimension: sizeOf(fields.length) };
  if (numeric.every((column) => isWholeAbove(column.field, column))) return found;
  if (areSpaced(values)) return { ...found, numbers: 'spaced' };
  const areBeyond = isIncreasing(values) && numeric.every(({ numbers }) => isBeyond(numbers));
  return fields.length >= FEWEST_FIELDS && areBeyond ? { ...found, numbers: 'beyond' } : null;
}

/** A row of data has so many numbers in equal steps only by chance, or if they begin at 0, as pandas numbers columns. */
const FEWEST_FIELDS = 3;
const FEWEST_SPACED = 5;

function areSpaced(values: readonly number[]): boolean {
  if (values.length < FEWEST_FIELDS) return false;
  const [from, next] = [values[0]!, values[1]!];
  const step = next - from;
  const isCount = from === 0 && step === 1;
  if (step <= 0 || (!isCount && values.length < FEWEST_SPACED)) return false;
  return values.every((value, index) => Math.abs(value - from - index * step) <= 1e-6 * step);
}

function isIncreasing(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > values[index - 1]!);
}

/** Whether the first number is farther from all others than they are from each other. */
function isBeyond(numbers: Float64Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 1; row < numbers.length; row++) {
    const value = numbers[row]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const first = numbers[0]!;
  return Math.max(low - first, first - high) > high - low;
}

/** Whether it is whole, and the numbers below have decimal points. */
function isWholeAbove(field: string, { numbers, cells }: TableColumn & { readonly numbers: Float64Array }): boolean {
  if (!WHOLE.test(field)) return false;
  if (cells.digits - 1 > FEW * cells.numbers) return false;
  // Negative numbers are not counted among those of digits.
  return !field.startsWith('-') || numbers.filter(Number.isInteger).length <= 1 + FEW * cells.numbers;
}

/** How pandas writes an index without a name, and when it reads such a file again. */
const NO_NAME = /^(|Unnamed: 0)$/;

/** How pandas names the columns of an index, and identifiers: `id`, `userId`, `No.` */
const INDEX_NAMES = [
  /^(|index|(__index_)?level_\d+(__)?|Unnamed: \d+)$/,
  /(^|[ _.-])(id|key|uuid)$/i,
  /[a-z]I[dD]$/,
  /^(row|nr\.?|no\.?|#)$/i,
];

/** @param index of the column in the table */
export function rowIndex({ numbers }: TableColumn, { named, first }: Table, index: number): RowIndex | null {
  return numbers && rowIndexOf(numbers, named ? indexName(first[index] ?? ' ', index) : null);
}

/** @param index of the column: pandas writes an index first */
function indexName(name: string, index: number): IndexName {
  if (index === 0 && NO_NAME.test(name)) return 'unnamed';
  return INDEX_NAMES.some((pattern) => pattern.test(name)) ? 'identifier' : null;
}

/** More different ones are no categories. */
const MOST_CODES = 50;

function codesIn(column: TableColumn, use: 'modeled' | 'context' | undefined): TableDoubt[] {
  if (use === undefined || !areCodes(column)) return [];
  const { padded, numbers } = column.cells;
  const values = new Set(column.numbers).size;
  const own = use === 'context' ? { context: { categories: values } } : {};
  return [codesDoubt.of({ column: column.name, padded, numbers, few: values <= MOST_CODES, ...own })];
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
