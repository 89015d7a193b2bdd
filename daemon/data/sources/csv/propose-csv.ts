import { columnProfile } from '../../column-profile.ts';
import { type Candidate, columnRoles, MOST_VALUES, ROWS_PER_VALUE, type Role } from '../../column-roles.ts';
import type { DataProposal, ProposedColumn, ProposedKey } from '../../data-proposal.ts';
import type { DataAccess } from '../../definition.ts';
import { rowIndexText } from '../../doubts/reading/row-index.ts';
import { dataError } from '../../files/data-error.ts';
import { readDataContent } from '../../files/inflate-bytes.ts';
import { proposedSplit } from '../../proposed-split.ts';
import { splitRows } from '../../split-rows.ts';
import { DEQUANTIZE_KEY } from '../keys.ts';
import { commaKind, commaProblem, isMissing } from './number-text.ts';
import { isMostlyNumbers, placeOf, readTable, type Table, type TableColumn } from './read-table.ts';
import { headerDoubt, rowIndex } from './table-doubts.ts';
import { whyNotNumbers } from './table-reading.ts';

/** Rows from which columns of text are recognized before the whole file is read. */
const FIRST_ROWS = 20_000;
/** More names are counted. */
const MOST_NAMES = 8;
/** More reasons are summarized. */
const MOST_REASONS = 40;

/**
 * Proposes how to model a table. The columns of the proposal have a density, each of its rows has all values, and none of its
 * columns is constant in the training rows.
 * @throws FlowscopeError as `readDataFile` and `readTable`, and `data` if no column can be modeled
 */
export async function proposeCsv(path: string, access: DataAccess): Promise<DataProposal> {
  const bytes = await readDataContent(path, access);
  const read = (header: 'auto' | true, limit: number | null, texts: readonly string[]) =>
    readTable(bytes, path, { delimiter: 'auto', header, limit, texts });
  const start = read('auto', FIRST_ROWS, []);
  const title = start.named ? null : headerDoubt(start);
  const header = title === null ? 'auto' : true;
  const sample = title === null ? start : read(true, FIRST_ROWS, []);
  const words = sample.columns.filter(({ numbers }) => numbers === null).map(({ name }) => name);
  return proposeTable(
    read(header, null, words),
    title === null
      ? []
      : [
          {
            key: 'header',
            value: true,
            why: ['The first line is read as the names of the columns. If it is data, change this to false.'],
          },
        ],
  );
}

/**
 * As `proposeCsv`, for a table with the texts of all its columns that are not numeric.
 * @param first keys that are written before the others
 */
export function proposeTable(table: Table, first: readonly ProposedKey[]): DataProposal {
  refuseCommas(table);
  const chosen = chooseColumns(table);
  const { keys, split, kept, ...columns } = chosen;
  const { train, validation } = splitRows(kept.length, split, 0);
  return {
    ...columns,
    rows: table.count,
    trainingRows: train.length,
    validationRows: validation.length,
    keys: [...first, ...keys],
  };
}

/** Numbers with commas are read as text, so that what is probably the data would be left out. */
function refuseCommas(table: Table): void {
  for (const { name, numbers, firstText, cells } of table.columns) {
    const kind =
      numbers === null && firstText !== null && cells.texts > cells.numbers ? commaKind(firstText.text) : null;
    if (kind === null) continue;
    const { problem, advice } = commaProblem(firstText!.text, kind);
    throw dataError(
      table.file,
      `line ${firstText!.line}, column ${name}: ${problem}`,
      `${advice}, then run init again`,
    );
  }
}

type RoleOf = ReadonlyMap<TableColumn, Role>;

interface Chosen extends Pick<DataProposal, 'columns' | 'leftOut' | 'shape' | 'contextSize' | 'keys'> {
  readonly split: { readonly validation: number; readonly test: number };
  /** Rows with all values. */
  readonly kept: Uint32Array;
}

function chooseColumns(table: Table): Chosen {
  const roles = new Map(rolesOf(table));
  for (;;) {
    const of = (kind: Role['kind']) => table.columns.filter((column) => roles.get(column)?.kind === kind);
    const modelled = of('model');
    if (modelled.length === 0) throw noColumn(table, roles);
    const used = [...modelled, ...of('context')];
    const kept = completeRows(table, used);
    if (2 * kept.length < table.count) {
      const column = used.reduce((most, each) => (missingIn(table, each) > missingIn(table, most) ? each : most));
      roles.set(column, { kind: 'out', why: `no value in ${missingIn(table, column)} of ${table.count} rows` });
      continue;
    }
    const split = proposedSplit(kept.length);
    const { train } = splitRows(kept.length, split, 0);
    const constant = modelled.find(({ numbers }) =>
      train.every((i) => numbers![kept[i]!] === numbers![kept[train[0]!]!]),
    );
    if (constant !== undefined) {
      roles.set(constant, { kind: 'out', why: `constant in the ${train.length} training rows` });
      continue;
    }
    return { ...proposalOf(table, roles, kept.length), split, kept };
  }
}

/** What each column is at first, whatever the others lack. */
function rolesOf(table: Table): readonly (readonly [TableColumn, Role])[] {
  const place = (row: number) => placeOf(table, table.lines[row]!);
  const entries: [TableColumn, Role][] = [];
  const numeric: { readonly column: TableColumn; readonly candidate: Candidate }[] = [];
  for (const [index, column] of table.columns.entries()) {
    const found = rowIndex(column, table, index);
    const { numbers, name } = column;
    if (found !== null) entries.push([column, { kind: 'out', why: rowIndexText(found) }]);
    else if (numbers === null) entries.push([column, textRole(table, column)]);
    else {
      const at = (row: number) => numbers[row]!;
      numeric.push({ column, candidate: { name, at, profile: columnProfile(table.count, at) } });
    }
  }
  const roles = columnRoles(
    numeric.map(({ candidate }) => candidate),
    table.count,
    { conditions: true, place },
  );
  return [...entries, ...numeric.map(({ column }, index) => [column, roles[index]!] as const)];
}

/** Text with few different values is a condition. */
function textRole(table: Table, column: TableColumn): Role {
  const out = { kind: 'out', why: whyNotNumbers(column, table) } as const;
  if (isMostlyNumbers(column) || column.texts === null || 2 * missingIn(table, column) > table.count) return out;
  const values = new Set(column.texts.filter((text) => !isMissing(text)));
  if (values.size < 2 || values.size > Math.min(MOST_VALUES, table.count / ROWS_PER_VALUE)) return out;
  return { kind: 'context', values: values.size };
}

function hasValue({ numbers, texts }: TableColumn, row: number): boolean {
  return numbers === null ? texts !== null && !isMissing(texts[row]!) : !Number.isNaN(numbers[row]);
}

function completeRows(table: Table, used: readonly TableColumn[]): Uint32Array {
  const kept = new Uint32Array(table.count);
  let count = 0;
  for (let row = 0; row < table.count; row++) {
    if (used.every((column) => hasValue(column, row))) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function missingIn(table: Table, { numbers, texts, cells }: TableColumn): number {
  if (numbers === null && texts !== null) return texts.filter(isMissing).length;
  return table.count - cells.numbers - cells.texts;
}

function proposalOf(table: Table, roles: RoleOf, kept: number): Omit<Chosen, 'split' | 'kept'> {
  const columns: ProposedColumn[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const excluded: string[] = [];
  const context: { readonly entry: unknown; readonly values: number; readonly name: string }[] = [];
  const integers: string[] = [];
  for (const column of table.columns) {
    const { name, numbers } = column;
    const role = roles.get(column)!;
    if (role.kind === 'out') {
      leftOut.push({ name, why: role.why });
      // Other text is left out anyway.
      if (numbers?.some((value) => !Number.isNaN(value)) || isMostlyNumbers(column)) excluded.push(name);
    } else if (role.kind === 'context') {
      columns.push({ name, type: 'category', proposal: 'context' });
      context.push({ name, values: role.values, entry: numbers === null ? name : { column: name, as: 'category' } });
    } else {
      const isWhole = numbers!.every((value) => Number.isNaN(value) || Number.isSafeInteger(value));
      columns.push({ name, type: isWhole ? 'integer' : 'number', proposal: 'model' });
      if (isWhole) integers.push(name);
    }
  }
  const split = proposedSplit(kept);
  const keys: ProposedKey[] = [];
  if (excluded.length > 0) keys.push({ key: 'exclude', value: excluded, why: leftOutReasons(leftOut) });
  if (context.length > 0) {
    const named = context.map(({ name, values }) => `${name} (${values} values)`).join(', ');
    keys.push({
      key: 'context',
      value: context.map(({ entry }) => entry),
      why: [
        `Conditions, which the flow is given and does not model: ${named}.`,
        'To model one, remove it here and name all modeled columns in "columns", this one with "as": "category".',
      ],
    });
  }
  if (kept < table.count) {
    const why = [`${table.count - kept} of ${table.count} rows have a missing value and are left out.`];
    keys.push({ key: 'missing', value: 'drop', why });
  }
  if (integers.length > 0) {
    const shown = integers.length > MOST_NAMES ? `${integers.length} columns` : integers.join(', ');
    const why = [`Adds noise in [0, 1) to whole numbers (${shown}). Without it, their density has no upper bound.`];
    keys.push({ key: DEQUANTIZE_KEY, value: true, why });
  }
  keys.push({ key: 'split', value: split, why: [] });
  return {
    columns,
    leftOut,
    keys,
    shape: [columns.filter(({ proposal }) => proposal === 'model').length],
    contextSize: context.reduce((sum, { values }) => sum + values, 0),
  };
}

function leftOutReasons(leftOut: DataProposal['leftOut']): readonly string[] {
  const reasons = leftOut.map(({ name, why }) => `- ${name}: ${why}`);
  const rest = reasons.length - MOST_REASONS;
  return ['Left out:', ...reasons.slice(0, MOST_REASONS), ...(rest > 0 ? [`- ${rest} more columns`] : [])];
}

function noColumn(table: Table, roles: RoleOf) {
  const reasons = [...roles].flatMap(([{ name }, role]) => {
    if (role.kind === 'model') return [];
    return [`${name}: ${role.kind === 'out' ? role.why : `a condition with ${role.values} values`}`];
  });
  const more = reasons.length > 5 ? `; and ${reasons.length - 5} more` : '';
  return dataError(
    table.file,
    `has no column that can be modeled (${reasons.slice(0, 5).join('; ')}${more})`,
    'A flow needs at least one column of numbers. To choose the columns yourself, run flowscope init NAME --template table.',
  );
}
