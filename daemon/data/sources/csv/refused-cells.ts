/** Errors about cells that cannot be read as their column is asked for. */
import { cut } from '../../../errors/cut.ts';
import type { ErrorSubject } from '../../../errors/flowscope-error.ts';
import { missingText } from '../../doubts/reading/text-in-numbers.ts';
import { dataError, mismatch } from '../../files/data-error.ts';
import { MISSING_VALUES_KEY, type MissingEntry } from '../../missing/missing-values.ts';
import { formProblem } from './number-forms.ts';
import { commaHint, commaKind, commaProblem } from './number-text.ts';
import {
  formOfNumbers,
  isMostlyNumbers,
  isNested,
  placeOf,
  standInTexts,
  type Table,
  type TableColumn,
} from './read-table.ts';
import { topLine, topLineProblem } from './top-lines.ts';

export interface Asked {
  /** Whether the columns are those of a run. */
  readonly fixed: boolean;
  readonly missingValues: readonly MissingEntry[] | undefined;
}

/** @throws FlowscopeError `data` if this is the first row, and no row but a part of the header */
export function refuseTopLine(table: Table, row: number): void {
  const top = row === 0 ? topLine(table) : null;
  if (top === null) return;
  const { problem, advice } = topLineProblem(top);
  throw dataError(table.file, problem, advice);
}

/** How to correct a table whose columns are those of a run, so that none of them can be left out. */
export const CORRECT = 'correct the cell, or remove the row';

/** @param row the first one without a value in the column @param blank `rows` without one; null: it is not modelled */
export function missingValue(
  table: Table,
  row: number,
  { column, rows }: { readonly column: string; readonly rows: number | null },
  { fixed }: Pick<Asked, 'fixed'>,
) {
  const line = table.lines[row]!;
  const standIn = table.columns.find(({ name }) => name === column)?.cells.firstStandIn;
  const text = standIn?.line === line ? standIn.text : null;
  const message =
    text === null
      ? `${placeOf(table, line)} has no value in column ${column}`
      : `${placeOf(table, line)}: '${cut(text, 40)}' counts as missing in column ${column} ("${MISSING_VALUES_KEY}")`;
  if (fixed)
    return mismatch(table.file, message, 'fill in the value, or remove the row', { key: 'missing', text: column });
  const about = { key: 'missing', text: column, choices: ['drop'] };
  const drop = 'set "missing": "drop" to leave such rows out';
  if (rows === null || 2 * rows <= table.count) return mismatch(table.file, message, drop, about);
  const leave = `leave the column out: add ${JSON.stringify(column)} to "exclude", or remove it from "columns" if it is there`;
  return mismatch(
    table.file,
    text === null
      ? `${message}, nor have ${rows - 1} of the other ${table.count - 1} rows`
      : `${message}, and ${rows - 1} of the other ${table.count - 1} rows have no value there`,
    `${leave}; or ${drop}`,
    { ...about, leaveOut: column },
  );
}

export function notFinite(
  table: Table,
  row: number,
  name: string,
  value: number,
  key: 'columns' | 'context',
  fixed: boolean,
) {
  const place = `${placeOf(table, table.lines[row]!)}, column ${name}`;
  const about = { key, text: name, leaveOut: name };
  const leave = `leave the column out, with "exclude"`;
  if (Number.isFinite(value)) {
    const advice = fixed ? CORRECT : `rescale the column, or ${leave}`;
    return mismatch(table.file, `${place}: ${value} exceeds the range of float32`, advice, about);
  }
  const advice = fixed ? CORRECT : `remove the row, or ${leave}`;
  return mismatch(table.file, `${place}: ${value} is not finite`, advice, about);
}

export const INSTEAD = {
  columns: ['leave the column out of "columns"', ', model it "as": "category", or use it as context'],
  context: ['use it "as": "category"', ''],
  weight: ['choose another column as "weight"', ''],
} as const;

/** The numbers of a column. @throws FlowscopeError `data` for a column with text */
export function numbersOf(
  table: Table,
  column: TableColumn,
  key: keyof typeof INSTEAD,
  { fixed, missingValues }: Asked,
): Float64Array {
  if (column.numbers !== null) return column.numbers;
  if (isNested(column)) throw nested(table, column, key);
  const [instead, also] = INSTEAD[key];
  const texts = isMostlyNumbers(column) && !fixed ? standInTexts(column) : null;
  const members =
    texts === null ? null : { missing: 'drop', [MISSING_VALUES_KEY]: [...(missingValues ?? []), ...texts] };
  const missing = texts === null ? '' : `${missingText(texts)}, set ${membersText(members ?? {})}; or `;
  const advice = isMostlyNumbers(column)
    ? `correct the cell${missing === '' ? ',' : ';'} ${missing === '' ? 'or ' : missing}${instead}`
    : `${instead}${also}`;
  const isCategory = key === 'columns' && !fixed && !isMostlyNumbers(column);
  const entry = isCategory ? { entry: { value: { name: column.name, as: 'category' } } } : {};
  const leaveOut = key === 'weight' || fixed ? {} : { leaveOut: column.name };
  const own = members === null ? {} : { members };
  throw notNumeric(table, column, { key, ...entry, ...leaveOut, ...own }, fixed ? CORRECT : advice);
}

function membersText(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
    .join(' and ');
}

export function nested({ file }: Table, { name }: TableColumn, key: keyof typeof INSTEAD) {
  const message = `column ${name} has lists or structures, not numbers or texts`;
  const advice = `write their values to separate columns, or leave the column out of "${key}"`;
  return mismatch(file, message, advice, { key, text: name, leaveOut: name });
}

/** @param advice unless the text is a number with a comma */
export function notNumeric(table: Table, column: TableColumn, about: ErrorSubject, advice: string) {
  const { line, text } = column.firstText!;
  const comma = isMostlyNumbers(column) && commaKind(text) !== null ? column.comma : null;
  const form = comma === null ? formOfNumbers(column) : null;
  const written = form === null ? null : formProblem(text, form.kind, column.cells.texts);
  const problem = comma === null ? `'${cut(text, 40)}' is not a number` : commaProblem(text, comma).problem;
  const hint = comma === null ? advice : commaHint(comma, table.delimiter);
  return mismatch(
    table.file,
    `${placeOf(table, line)}, column ${column.name}: ${written?.problem ?? problem}`,
    written?.advice ?? hint,
    {
      ...about,
      text: column.name,
    },
  );
}
