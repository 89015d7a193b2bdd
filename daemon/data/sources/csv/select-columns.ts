import { cut } from '../../../errors/cut.ts';
import type { ColumnRequest } from '../../columns/column-keys.ts';
import type { RawContext } from '../../context.ts';
import { dataError, mismatch } from '../../files/data-error.ts';
import type { RowSource } from '../../files/row-place.ts';
import type { FileRows } from '../../make-dataset.ts';
import { MISSING_VALUES_KEY, type MissingEntry } from '../../missing/missing-values.ts';
import type { RawCategory } from '../../modelled-categories.ts';
import { checkWeights } from '../../row-weights.ts';
import { intoTurn, type Turn } from '../../turns.ts';
import { growingNumbers } from './growing-numbers.ts';
import { isMissing, parseNumber } from './number-text.ts';
import { columnsByName, isMostlyNumbers, isNested, placeOf, type Table, type TableColumn } from './read-table.ts';
import { type Asked, missingValue, nested, notFinite, notNumeric, numbersOf, refuseTopLine } from './refused-cells.ts';

export interface SelectedColumn {
  readonly name: string;
  readonly period: number | null;
  /** Of an angle. Absent: from 0. */
  readonly turn?: Turn;
  readonly as: 'category' | 'number';
  /** What was asked for it. Absent: nothing. */
  readonly request?: ColumnRequest;
}

/** Which columns of a table are modelled, and which are context. */
export interface Selection {
  readonly columns: readonly SelectedColumn[];
  readonly context: readonly { readonly column: string; readonly as: 'category' | 'number' }[];
  /** The column with the weights of the rows. Absent: all are 1. */
  readonly weight?: string | undefined;
  /** What stands for a missing value, for messages: such cells were read as NaN. Absent: nothing. */
  readonly missingValues?: readonly MissingEntry[] | undefined;
}

/** As in the configuration, before context without `as` and all numeric columns are resolved. */
export interface SelectionRequest {
  readonly columns?: readonly (string | NamedRequest)[] | undefined;
  readonly context: readonly (string | { readonly column: string; readonly as: 'category' | 'number' })[];
  /** Names of columns that are neither modelled nor context. */
  readonly exclude?: readonly string[] | undefined;
  readonly weight?: string | undefined;
  readonly missingValues?: readonly MissingEntry[] | undefined;
}

interface NamedRequest extends ColumnRequest {
  readonly name: string;
  readonly as?: 'category' | 'number' | undefined;
}

/** Columns whose fields are read as text. */
export function textColumns({ columns = [], context }: SelectionRequest): string[] {
  return [
    ...context.map((entry) => (typeof entry === 'string' ? entry : entry.column)),
    ...columns.flatMap((entry) => (typeof entry !== 'string' && entry.as === 'category' ? [entry.name] : [])),
  ];
}

/**
 * Resolves the configuration's request against a table: all numeric columns if none are named, text context as
 * category.
 * @throws FlowscopeError `data` if nothing is left to model
 */
export function resolveSelection(table: Table, request: SelectionRequest): Selection {
  const named = columnsByName(table);
  const context = request.context.map((entry) => {
    const column = columnOf(table, named, typeof entry === 'string' ? entry : entry.column, 'context');
    const as = typeof entry === 'string' ? (column.numbers === null ? 'category' : 'number') : entry.as;
    return { column: column.name, as } as const;
  });
  const weight = request.weight === undefined ? undefined : columnOf(table, named, request.weight, 'weight').name;
  const { missingValues } = request;
  for (const entry of missingValues ?? []) {
    if (typeof entry === 'object') columnOf(table, named, String(entry.column), MISSING_VALUES_KEY);
  }
  const taken = new Set(context.map((entry) => entry.column));
  if (weight !== undefined && taken.has(weight)) throw usedTwice(table, weight, 'context');
  const excluded = new Set(request.exclude?.map((name) => columnOf(table, named, name, 'exclude').name));
  const number = { period: null, as: 'number' } as const;
  const columns: readonly SelectedColumn[] =
    request.columns?.map((entry) => {
      if (typeof entry === 'string') return { name: entry, ...number };
      const { name, as = 'number', ...steps } = entry;
      return { name, as, period: steps.period ?? null, request: steps };
    }) ??
    table.columns
      .filter(
        ({ name, numbers }) =>
          !taken.has(name) && name !== weight && !excluded.has(name) && numbers?.some((value) => !Number.isNaN(value)),
      )
      .map(({ name }) => ({ name, ...number }));
  if (columns.length === 0) {
    const damaged = table.columns.find(
      (column) => column.numbers === null && !excluded.has(column.name) && isMostlyNumbers(column),
    );
    if (damaged !== undefined) refuseTopLine(table, 0);
    if (damaged !== undefined) {
      const ways = damaged.cells.texts > 2 ? 'correct the cells' : 'correct the cell, or remove the line';
      throw notNumeric(table, damaged, { key: 'columns' }, ways);
    }
    const used = [
      context.length === 0 ? [] : ['the context columns'],
      excluded.size === 0 ? [] : ['those in "exclude"'],
    ];
    const others = used.flat().length === 0 ? '' : ` other than ${used.flat().join(' and ')}`;
    const text = table.columns.find(
      ({ name, firstText }) => firstText !== null && !excluded.has(name) && !taken.has(name),
    );
    if (text === undefined) throw dataError(table.file, `has no numeric column${others}`);
    const { line, text: field } = text.firstText!;
    const example = `column ${cut(text.name, 40)} has the text '${cut(field, 40)}' ${table.hasLines === false ? 'in' : 'on'} ${placeOf(table, line)}`;
    throw dataError(table.file, `has no numeric column${others}: ${example}`, separatorAdvice(table, field));
  }
  if (columns.some(({ name }) => name === weight)) throw usedTwice(table, weight!, 'columns');
  const twice = columns.find(({ name }) => taken.size === taken.add(name).size);
  if (twice !== undefined) {
    const about = { key: 'columns', text: twice.name };
    throw mismatch(
      table.file,
      `uses the column ${twice.name} twice`,
      'name each column once, also in "context"',
      about,
    );
  }
  const used = [...columns.map(({ name }) => name), ...taken, ...(weight === undefined ? [] : [weight])];
  const kept = used.find((name) => excluded.has(name));
  if (kept !== undefined) {
    const key = kept === weight ? 'weight' : columns.some(({ name }) => name === kept) ? 'columns' : 'context';
    const about = { key: 'exclude', text: kept };
    throw mismatch(
      table.file,
      `both uses and excludes the column ${kept}`,
      `remove it from "exclude" or from "${key}"`,
      about,
    );
  }
  return {
    ...{ columns, context },
    ...(weight === undefined ? {} : { weight }),
    ...(missingValues === undefined ? {} : { missingValues }),
  };
}

/** For a row that was not divided: its fields may be separated by blanks, colons … */
function separatorAdvice({ columns }: Table, field: string): string | undefined {
  if (columns.length > 1) return undefined;
  const numbers = field.split(/[\s:]+/);
  if (numbers.length < 2 || !numbers.every((text) => parseNumber(text) !== null)) return undefined;
  return field.includes(':')
    ? 'if a colon separates the fields, set "delimiter": ":"'
    : "if blanks separate the fields, replace them by commas: sed 's/^[[:blank:]]*//; s/[[:blank:]]*$//; s/[[:blank:]][[:blank:]]*/,/g' OLD.txt > NEW.csv";
}

function usedTwice(table: Table, name: string, key: 'columns' | 'context') {
  const message = `uses the column ${name} as weight and in "${key}"`;
  return mismatch(table.file, message, `remove it from "${key}", or remove "weight"`, { key: 'weight', choices: [] });
}

export interface SelectedRows extends FileRows<Float64Array> {
  /** Modelled categories, whose values are 0 until they are encoded. */
  readonly categories: readonly RawCategory[];
  /** The table's rows that are not dropped, from 0. */
  readonly kept: Float64Array;
}

/**
 * The selected columns of all rows, in float64, row-major; angles are taken modulo their period, and categories are
 * 0 until they are encoded.
 * @throws FlowscopeError `data`, with line and column, for text, a number that is not finite in float32, or a missing
 *   value (unless such rows are dropped)
 * @param options `fixed`: the columns are those of a run; then errors do not advise to change the spec. `isPart`: these are
 *   not all rows, so that all of them may be dropped
 */
export function selectRows(
  table: Table,
  selection: Selection,
  missing: 'error' | 'drop',
  { fixed = false, isPart = false }: { readonly fixed?: boolean; readonly isPart?: boolean } = {},
): SelectedRows {
  const named = columnsByName(table);
  const asked = { fixed, missingValues: selection.missingValues };
  const modelled = selection.columns.map(({ name }) => columnOf(table, named, name, 'columns'));
  const raw = modelled.map((column, j) => {
    if (selection.columns[j]!.as === 'category') return readContext(table, column, 'category', asked);
    return { column: column.name, kind: 'number', numbers: numbersOf(table, column, 'columns', asked) } as const;
  });
  const context = selection.context.map(({ column, as }) =>
    readContext(table, columnOf(table, named, column, 'context'), as, asked),
  );
  const { weight } = selection;
  const weights =
    weight === undefined ? null : numbersOf(table, columnOf(table, named, weight, 'weight'), 'weight', asked);
  const found = growingNumbers();
  const blankIn = (column: string) => {
    const own = raw.find((each) => each.column === column);
    const rows = Array.from({ length: table.count }, (_, row) => row);
    return { column, rows: own === undefined ? null : rows.filter((row) => lacks(own, row, missing)).length };
  };
  for (let row = 0; row < table.count; row++) {
    const isBlank = (own: RawContext) => lacks(own, row, missing);
    const blank =
      (raw.find(isBlank) ?? context.find(isBlank))?.column ?? (Number.isNaN(weights?.[row]) ? weight : undefined);
    if (blank === undefined) found.push(row);
    else if (missing === 'error') {
      refuseTopLine(table, row);
      throw missingValue(table, row, blankIn(blank), asked);
    }
  }
  const kept = found.toArray();
  if (kept.length === 0 && !isPart) throw dataError(table.file, 'has a missing value in every row');
  const width = raw.length;
  const categories: RawCategory[] = [];
  const values = new Float64Array(kept.length * width);
  for (const [j, column] of selection.columns.entries()) {
    const own = raw[j]!;
    const { name } = column;
    const turn = turnOfColumn(column);
    if (own.kind === 'category') {
      categories.push({ column: j, name, texts: Array.from(kept, (row) => own.texts.at(row)!) });
      continue;
    }
    const { numbers } = own;
    for (let i = 0; i < kept.length; i++) {
      const row = kept[i]!;
      const value = turn === null ? numbers[row]! : intoTurn(numbers[row]!, turn);
      if (!Number.isFinite(Math.fround(value))) throw notFinite(table, row, name, numbers[row]!, 'columns', fixed);
      values[i * width + j] = value;
    }
  }
  for (const raw of context) {
    if (raw.kind !== 'number') continue;
    const row = kept.find((each) => !Number.isFinite(Math.fround(raw.numbers[each]!)));
    if (row !== undefined) throw notFinite(table, row, raw.column, raw.numbers[row]!, 'context', fixed);
  }
  const line = (row: number) => table.lines[kept[row]!]!;
  const source: RowSource = {
    file: table.file,
    place: (row) => placeOf(table, line(row)),
    ...(table.hasLines === false ? { index: line } : { line }),
  };
  return {
    ...{ values, categories, count: kept.length, context: context.map((own) => keep(own, kept)), source, kept },
    ...(weights === null
      ? {}
      : {
          weights: checkWeights(
            Float64Array.from(kept, (row) => weights[row]!),
            weight!,
            source,
          ),
        }),
  };
}

/** Keys that name columns of a table. */
type ColumnKey = 'columns' | 'context' | 'exclude' | 'weight' | typeof MISSING_VALUES_KEY;

function columnOf(table: Table, named: ReadonlyMap<string, TableColumn>, name: string, key: ColumnKey): TableColumn {
  const column = named.get(name);
  if (column !== undefined) return column;
  const names = table.columns.slice(0, 30).map((candidate) => candidate.name);
  throw mismatch(
    table.file,
    `has no column '${name}'`,
    `its columns are ${names.join(', ')}${table.columns.length > 30 ? ', …' : ''}`,
    { key, text: name, choices: table.columns.map((candidate) => candidate.name) },
  );
}

function readContext(table: Table, column: TableColumn, as: 'category' | 'number', asked: Asked): RawContext {
  if (as === 'number') {
    return { column: column.name, kind: 'number', numbers: numbersOf(table, column, 'context', asked) };
  }
  if (isNested(column)) throw nested(table, column, 'context');
  return { column: column.name, kind: 'category', texts: column.texts! };
}

/** A category may be called "none" or "NA", unless rows with missing values are dropped. */
function lacks(raw: RawContext, row: number, missing: 'error' | 'drop'): boolean {
  if (raw.kind === 'number') return Number.isNaN(raw.numbers[row]);
  const text = raw.texts.at(row)!;
  return text === '' || (missing === 'drop' && isMissing(text));
}

function keep(raw: RawContext, rows: Float64Array): RawContext {
  return raw.kind === 'number'
    ? { ...raw, numbers: Float64Array.from(rows, (row) => raw.numbers[row]!) }
    : { ...raw, texts: Array.from(rows, (row) => raw.texts.at(row)!) };
}

/** null: the column is no angle. */
export function turnOfColumn({ period, turn }: SelectedColumn): Turn | null {
  return period === null ? null : (turn ?? { start: 0, period });
}
