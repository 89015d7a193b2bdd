import type { DataReading } from '../../../../protocol/data-reading.ts';
import { cut } from '../../../errors/cut.ts';
import { effectiveSampleSize } from '../../../statistics/mean-and-error.ts';
import { type RowIndex, rowIndexText } from '../../doubts/reading/row-index.ts';
import { type LeavingOut, unnamed } from '../../leave-out.ts';
import { type MissingEntry, type MissingValue, unmatchedValues } from '../../missing/missing-values.ts';
import { formProblem } from './number-forms.ts';
import { commaKind, commaProblem } from './number-text.ts';
import {
  formOfNumbers,
  hasDates,
  isMostlyNumbers,
  isNested,
  placeOf,
  type Table,
  type TableColumn,
} from './read-table.ts';
import type { SelectedRows, Selection } from './select-columns.ts';
import { rowIndex } from './table-doubts.ts';

/** The rows of a file: how many were read, and how many of them are modelled, with their weights. */
interface RowsOfFile {
  readonly read: number;
  readonly kept: Pick<SelectedRows, 'count' | 'weights'>;
  readonly standIns: StandInCells;
}

/** Of each column that has values that stand for missing ones: the number of cells with one, and the values. */
export type StandInCells = ReadonlyMap<string, { readonly cells: number; readonly values: ReadonlySet<MissingValue> }>;

export function standInCells(columns: readonly Pick<TableColumn, 'name' | 'cells'>[]): StandInCells {
  return new Map(
    columns.flatMap(({ name, cells: { standIns: cells, standInValues: values } }) =>
      cells === undefined ? [] : [[name, { cells, values: new Set(values) }] as const],
    ),
  );
}

/** @param rows of each file */
export function tableReading(
  table: Table,
  { columns, context, weight, missingValues }: Selection,
  rows: readonly RowsOfFile[],
  leaving: LeavingOut,
): DataReading {
  const excluded = new Set<string | number>(leaving.exclude);
  const used = new Set([...columns.map(({ name }) => name), ...context.map(({ column }) => column), weight]);
  const weights = rows.flatMap(({ kept }) => kept.weights ?? []);
  const read = rows.reduce((sum, file) => sum + file.read, 0);
  return {
    columns: columns.map(({ name }) => name),
    leftOut: table.columns.flatMap((column, index) => {
      const { name } = column;
      if (used.has(name)) return [];
      const isExcluded = excluded.has(name);
      const named = isExcluded ? 'in "exclude"' : unnamed(leaving);
      return [{ name, why: why(column, table, { index: rowIndex(column, table, index), isExcluded, named }) }];
    }),
    read,
    dropped: read - rows.reduce((sum, file) => sum + file.kept.count, 0),
    header: table.named,
    ...(table.comments === undefined ? {} : { comments: table.comments }),
    ...missingFacts(rows, used, missingValues),
    ...(weight === undefined
      ? {}
      : { weight: { column: weight, effectiveSampleSize: effectiveSampleSize(...weights) } }),
  };
}

/** Only of columns in use; `{}` if no column has values that stand for missing ones. */
function missingFacts(
  rows: readonly RowsOfFile[],
  used: ReadonlySet<string | undefined>,
  entries: readonly MissingEntry[] | undefined,
): Pick<DataReading, 'missingValues' | 'unmatchedValues'> {
  const names = [...new Set(rows.flatMap(({ standIns }) => [...standIns.keys()]))];
  if (names.length === 0) return {};
  const found = new Map(
    names.map((name) => [name, new Set(rows.flatMap(({ standIns }) => [...(standIns.get(name)?.values ?? [])]))]),
  );
  const unmatched = unmatchedValues(entries, found);
  return {
    missingValues: names.flatMap((column) => {
      const cells = rows.reduce((sum, { standIns }) => sum + (standIns.get(column)?.cells ?? 0), 0);
      return cells > 0 && used.has(column) ? [{ column, cells }] : [];
    }),
    ...(unmatched.length === 0 ? {} : { unmatchedValues: unmatched }),
  };
}

interface Reasons {
  readonly index: RowIndex | null;
  readonly isExcluded: boolean;
  /** What the spec says of the column. */
  readonly named: string;
}

function why(column: TableColumn, table: Table, { index, isExcluded, named }: Reasons): string {
  const { numbers, firstText, cells } = column;
  if (cells.numbers + cells.texts === 0) return 'no values';
  if (index !== null) return `${named} (${rowIndexText(index)})`;
  if (numbers !== null || firstText === null) return named;
  const text = whyNotNumbers(column, table);
  if (hasDates(column) || isNested(column)) return text;
  return isMostlyNumbers(column) || isExcluded ? text : `${text} (can be modeled "as": "category", or be context)`;
}

/** Of a column of lists or structures. */
const NO_NESTED = 'lists or structures (to model them, write their values to separate columns)';

/** Why a column of text, or without values, cannot be modelled. */
export function whyNotNumbers(column: TableColumn, table: Pick<Table, 'hasLines'>): string {
  const { firstText, cells, form } = column;
  if (firstText === null) return 'no values';
  if (isNested(column)) return NO_NESTED;
  const { line, text } = firstText;
  const commas = commaKind(text);
  if (commas !== null) {
    const { problem, advice } = commaProblem(text, commas);
    return `${problem} (${placeOf(table, line)}): ${advice}`;
  }
  const where = `${table.hasLines === false ? 'in' : 'on'} ${placeOf(table, line)}`;
  const known = formOfNumbers(column);
  const words = known === null ? null : formProblem(text, known.kind);
  if (words !== null) return `${words.problem} (${placeOf(table, line)}): ${words.advice}`;
  if (hasDates(column)) {
    const what = form?.kind === 'time' ? 'times of day' : 'dates';
    const number = form?.kind === 'time' ? 'hours after midnight' : 'days since a date';
    return `${what}, first '${cut(text, 40)}' ${where} (to model them, write them as numbers, such as ${number})`;
  }
  return `text in ${cells.texts} of ${cells.numbers + cells.texts} rows, first '${cut(text, 40)}' ${where}`;
}
