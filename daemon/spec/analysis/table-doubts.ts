import type { DataSummary } from '../../data/definition.ts';
import { commaProblem } from '../../data/sources/csv/number-text.ts';
import type { TableDoubt } from '../../data/table-doubt.ts';
import type { ProposedFix, Report, Severity } from '../diagnostic.ts';
import { fix, removeItem, setMember } from '../fixes/edits.ts';
import { child, findMember, isArrayPlace, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** A longer list of columns is only in the fix. */
const MOST_NAMES = 8;
/** More columns with the same problem are reported together. */
const MOST_OF_A_KIND = 8;

/**
 * Reports what looks wrong in a table: a column left out because of a few cells, a header read as a row, a row index,
 * outliers, and dropped rows.
 */
export function reportTableDoubts(
  report: Report,
  data: Place<ObjectNode>,
  fallback: Span,
  { reading, context, doubts: all = [] }: DataSummary,
): void {
  const place = child(data, 'path');
  const file = String(place?.node.kind === 'string' ? place.node.value : 'the table');
  const { text } = report.document;
  const edit = (key: string, value: unknown) => setMember(text, data.node, key, JSON.stringify(value));
  const columnsNow = () => reading?.columns ?? [];
  /** Changes a declared size that would no longer match the table. */
  const declare = (key: 'shape' | 'contextSize', before: number, after: number) =>
    before === after || child(data, key) === null ? [] : [{ key, value: key === 'shape' ? [after] : after }];
  const set = (key: string, value: unknown, dimension: number): ProposedFix => {
    const members = [{ key, value }, ...declare('shape', columnsNow().length, dimension)];
    const title = members.map((member) => `"${member.key}": ${JSON.stringify(member.value)}`).join(' and ');
    return fix(`Set ${title}`, ...members.map((member) => edit(member.key, member.value)));
  };
  const indexes = new Set(all.flatMap((doubt) => (doubt.kind === 'row-index' ? [doubt.column] : [])));
  const excluded = namesIn(child(data, 'exclude'));
  /** Leaves columns out that the spec does not name. A row index does not count as a column that remains. */
  const without = (columns: readonly string[]): Remedy => {
    const left = new Set(columns);
    const rest = columnsNow().filter((name) => !left.has(name));
    if (rest.every((name) => indexes.has(name))) return { advice: null, fixes: [] };
    const value = [...excluded, ...columns];
    if (columns.length <= MOST_NAMES) {
      return { advice: `with "exclude": ${listed(value)}`, fixes: [set('exclude', value, rest.length)] };
    }
    const title = `Leave out ${columns.length} columns: name them in "exclude"`;
    return { advice: 'by naming them in "exclude"', fixes: [{ ...set('exclude', value, rest.length), title }] };
  };
  /** Takes a column out of the list that it is in. Other entries keep what they say, such as a period. */
  const unused = (column: string): Remedy => {
    const key = columnsNow().includes(column) ? 'columns' : 'context';
    const list = child(data, key);
    if (list === null || !isArrayPlace(list)) return without([column]);
    const advice = `of "${key}"`;
    const item = list.node.items.find((node) => nameIn(node) === column);
    const isLast = key === 'columns' && list.node.items.length === 1;
    if (item === undefined || isLast) return { advice, fixes: [] };
    const title = `Remove ${column} from "${key}"`;
    const others = context?.names.filter((name) => name !== column && !name.startsWith(`${column}=`)) ?? [];
    const sizes =
      key === 'columns'
        ? declare('shape', columnsNow().length, columnsNow().length - 1)
        : declare('contextSize', context?.names.length ?? 0, others.length);
    const changes = [removeItem(text, list.node, item), ...sizes.map((member) => edit(member.key, member.value))];
    // A column of numbers that is no longer context would be modelled, unless the spec names the columns.
    const implied = key === 'context' && child(data, 'columns') === null;
    const fixes = implied
      ? [fix(`${title}, and add it to "exclude"`, ...changes, edit('exclude', [...excluded, column]))]
      : [fix(title, ...changes)];
    return { advice, fixes };
  };
  const written = child(data, 'standardize')?.node;
  const standardized = !(written?.kind === 'boolean' && written.value === false);
  for (const doubts of grouped(all)) {
    const [doubt, ...more] = doubts;
    const severity = SEVERITIES[doubt.kind];
    // Messages and fixes may name all columns of the table, which takes long if nobody sees them.
    if (report.full) {
      report.omit(1, severity);
      continue;
    }
    const columns = doubts.flatMap((one) => ('column' in one ? [one.column] : []));
    const found = describe(doubt, file, { without: () => without(columns), unused, set, standardized });
    const names = columns.slice(1, MOST_NAMES).join(', ');
    const others = more.length === 0 ? '' : `. The same applies to ${more.length} other columns: ${names}, …`;
    report.add({
      ...found,
      severity,
      message: `${found.message}${others}`,
      span: place?.node ?? fallback,
      path: place?.path ?? data.path,
    });
  }
}

type Doubts = readonly [TableDoubt, ...TableDoubt[]];

/** Many doubts of the same kind are one finding with one fix. */
function grouped(doubts: readonly TableDoubt[]): readonly Doubts[] {
  return [...Map.groupBy(doubts, ({ kind }) => kind).values()].flatMap((same): Doubts[] => {
    const [first, ...more] = same;
    return first !== undefined && more.length >= MOST_OF_A_KIND ? [[first, ...more]] : same.map((one) => [one]);
  });
}

/** Errors are for what would change the model unnoticed. */
const SEVERITIES: Readonly<Record<TableDoubt['kind'], Severity>> = {
  'text-in-numbers': 'error',
  header: 'error',
  'row-index': 'warning',
  outlier: 'warning',
  dropped: 'warning',
};

interface Found {
  readonly code: 'invalid-data' | 'row-index' | 'outlier' | 'dropped-rows';
  readonly message: string;
  readonly fixes: readonly ProposedFix[];
}

interface Remedy {
  /** How to leave the columns out, at the end of a sentence. Null: no other column would remain. */
  readonly advice: string | null;
  readonly fixes: readonly ProposedFix[];
}

interface Remedies {
  /** Leaves the columns of the finding out. */
  readonly without: () => Remedy;
  /** Takes a column out of the list that it is in. */
  readonly unused: (column: string) => Remedy;
  /** Sets a key, after which `dimension` columns are modelled. */
  readonly set: (key: string, value: unknown, dimension: number) => ProposedFix;
  readonly standardized: boolean;
}

function describe(doubt: TableDoubt, file: string, remedies: Remedies): Found {
  switch (doubt.kind) {
    case 'text-in-numbers': {
      const { column, line, text, comma } = doubt;
      const { advice, fixes } = remedies.without();
      const problem = comma === null ? textProblem(doubt) : commaProblem(text, comma);
      const leave = advice === null ? '' : `, or leave the column out ${advice}`;
      const message = `${file}: line ${line}, column ${column}: ${problem.problem}; ${problem.advice}${leave}`;
      return { code: 'invalid-data', message, fixes };
    }
    case 'header': {
      const { line, word, fields, dimension } = doubt;
      const shown = `${fields.slice(0, MOST_NAMES).join(', ')}${fields.length > MOST_NAMES ? ', …' : ''}`;
      const problem =
        word === null
          ? `line ${line} (${shown}) may be a header: its numbers have no decimal point, unlike those below. Set "header": true if it names the columns, or "header": false if it is data`
          : `line ${line} looks like a header: '${word.slice(0, 40)}' is not a number, but all values below it are. Set "header": true`;
      const values = dimension === null ? [] : word === null ? [true, false] : [true];
      const fixes = values.map((value) => remedies.set('header', value, dimension!));
      return { code: 'invalid-data', message: `${file}: ${problem}`, fixes };
    }
    case 'row-index': {
      const { column, from } = doubt;
      const { advice, fixes } = remedies.without();
      const numbers = from === null ? 'different whole numbers' : `${from}, ${from + 1}, ${from + 2}, …`;
      const message = `column ${column} is a row index (${numbers}), not a measurement${advice === null ? '' : `; leave it out ${advice}`}`;
      return { code: 'row-index', message, fixes };
    }
    case 'outlier': {
      const { column, line, value, median, spread } = doubt;
      const effect = remedies.standardized ? ' Standardization would compress all other values.' : '';
      const message = `line ${line}, column ${column}: ${value} is an outlier (median ${short(median)}, interquartile range ${short(spread)}).${effect} Correct or remove the row, or transform the column, for example with a logarithm`;
      return { code: 'outlier', message, fixes: [] };
    }
    case 'dropped': {
      const { dropped, read, missing } = doubt;
      const { advice, fixes } = remedies.unused(missing.column);
      const message = `${dropped} of ${read} rows are dropped because of missing values. Column ${missing.column} has no value in ${missing.rows} of them: ${advice === null ? '' : `leave it out ${advice}, or `}fill in the values`;
      return { code: 'dropped-rows', message, fixes };
    }
  }
}

function textProblem({ text, texts, numbers }: TableDoubt & { readonly kind: 'text-in-numbers' }) {
  const shown = `'${text.slice(0, 40)}'`;
  return texts === 1
    ? { problem: `${shown} is not a number, but the other ${numbers} cells are`, advice: 'correct the cell' }
    : {
        problem: `${shown} is the first of ${texts} cells that are not numbers, but the other ${numbers} are`,
        advice: 'correct the cells',
      };
}

/** The column that an entry of `columns` or `context` names. */
function nameIn(entry: SpecNode): unknown {
  if (entry.kind === 'array') return null;
  if (entry.kind !== 'object') return entry.value;
  const name = (findMember(entry, 'name') ?? findMember(entry, 'column'))?.value;
  return name?.kind === 'string' ? name.value : null;
}

/** The strings of a list. */
function namesIn(list: Place | null): readonly string[] {
  if (list === null || !isArrayPlace(list)) return [];
  return list.node.items.flatMap((item) => (item.kind === 'string' ? [String(item.value)] : []));
}

function listed(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
