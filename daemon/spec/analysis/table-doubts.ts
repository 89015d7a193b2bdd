import type { DataSummary } from '../../data/definition.ts';
import { commaProblem } from '../../data/sources/csv/number-text.ts';
import type { TableDoubt } from '../../data/table-doubt.ts';
import type { ProposedFix, Report, Severity } from '../diagnostic.ts';
import { fix, removeItem, setMember } from '../fixes/edits.ts';
import { child, findMember, isArrayPlace, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** Longer lists of columns are only in the fix. */
const MOST_NAMES = 8;
/** More columns with the same doubt are reported together. */
const MOST_OF_A_KIND = 8;

/**
 * Reports what looks wrong in a table: a column that is left out because of a few cells, a header that was read as a
 * row, a column that counts the rows, a value far outside of the others, and rows that are dropped.
 */
export function reportTableDoubts(
  report: Report,
  data: Place<ObjectNode>,
  fallback: Span,
  { reading, doubts: all = [] }: DataSummary,
): void {
  const place = child(data, 'path');
  const file = String(place?.node.kind === 'string' ? place.node.value : 'the table');
  const set = (key: string, value: unknown): ProposedFix => {
    const text = JSON.stringify(value);
    return fix(`Set "${key}": ${text}`, setMember(report.document.text, data.node, key, text));
  };
  /** Models the columns that are modelled now, without these. */
  const without = (columns: readonly string[]) => {
    const left = new Set(columns);
    const names = (reading?.columns ?? []).filter((name) => !left.has(name));
    const what = columns.length === 1 ? columns[0] : `${columns.length} columns`;
    const title = names.length > MOST_NAMES ? `Leave out ${what}: name the other ${names.length} in "columns"` : null;
    const found = set('columns', names);
    return {
      advice: title === null && names.length > 0 ? `"columns": ${listed(names)}` : 'name the others in "columns"',
      fixes: names.length === 0 ? [] : [title === null ? found : { ...found, title }],
    };
  };
  /** Takes a column out of the list that it is in. Other entries keep what they say, such as a period. */
  const unused = (column: string) => {
    const key = reading?.columns.includes(column) === false ? 'context' : 'columns';
    const list = child(data, key);
    if (list === null || !isArrayPlace(list)) return { key, fixes: without([column]).fixes } as const;
    const item = list.node.items.find((node) => nameIn(node) === column);
    const isLast = key === 'columns' && list.node.items.length === 1;
    if (item === undefined || isLast) return { key, fixes: [] } as const;
    const { text } = report.document;
    const change = removeItem(text, list.node, item);
    const title = `Remove ${column} from "${key}"`;
    // Numbers that are no context are modelled, unless the spec names the columns.
    const implied = key === 'context' && child(data, 'columns') === null;
    const names = setMember(text, data.node, 'columns', JSON.stringify(reading?.columns));
    const fixes = [implied ? fix(`${title}, and name the others in "columns"`, change, names) : fix(title, change)];
    return { key, fixes } as const;
  };
  const written = child(data, 'standardize')?.node;
  const standardized = !(written?.kind === 'boolean' && written.value === false);
  for (const doubts of grouped(all)) {
    const [doubt, ...more] = doubts;
    const severity = SEVERITIES[doubt.kind];
    // Words and fixes name all columns of the table.
    if (report.full) {
      report.omit(1, severity);
      continue;
    }
    const columns = doubts.flatMap((one) => ('column' in one ? [one.column] : []));
    const found = describe(doubt, file, () => without(columns), unused, set, standardized);
    const names = columns.slice(1, MOST_NAMES).join(', ');
    const others = more.length === 0 ? '' : `. The same holds for ${more.length} other columns: ${names}, …`;
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

/** Many doubts of one kind are one finding, with one fix for all of them. */
function grouped(doubts: readonly TableDoubt[]): readonly Doubts[] {
  return [...Map.groupBy(doubts, ({ kind }) => kind).values()].flatMap((same): Doubts[] => {
    const [first, ...more] = same;
    return first !== undefined && more.length >= MOST_OF_A_KIND ? [[first, ...more]] : same.map((one) => [one]);
  });
}

/** Errors are for what changes the model without a trace. */
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

function describe(
  doubt: TableDoubt,
  file: string,
  without: () => { readonly advice: string; readonly fixes: readonly ProposedFix[] },
  unused: (column: string) => { readonly key: 'columns' | 'context'; readonly fixes: readonly ProposedFix[] },
  set: (key: string, value: unknown) => ProposedFix,
  standardized: boolean,
): Found {
  switch (doubt.kind) {
    case 'text-in-numbers': {
      const { column, line, text, texts, numbers, decimalComma } = doubt;
      const { advice, fixes } = without();
      const others =
        texts === 1 ? `as the other ${numbers} cells are` : `nor are ${texts - 1} other cells; ${numbers} are`;
      const comma = commaProblem(text);
      const problem = decimalComma
        ? `${comma.problem}. ${comma.advice}`
        : `'${text.slice(0, 40)}' is not a number, ${others}. Correct the ${texts === 1 ? 'cell' : 'cells'}`;
      const message = `${file}: line ${line}, column ${column}: ${problem}, or leave the column out: ${advice}`;
      return { code: 'invalid-data', message, fixes };
    }
    case 'header': {
      const { line, word, fields } = doubt;
      const problem =
        word === null
          ? `line ${line} (${fields.slice(0, MOST_NAMES).join(', ')}${fields.length > MOST_NAMES ? ', …' : ''}) may be a header: it has only whole numbers, and no line below has any. Set "header": true if it names the columns, or false if it is a row`
          : `line ${line} seems to be a header: '${word.slice(0, 40)}' is not a number, as all cells below it are. Set "header": true`;
      const fixes = word === null ? [set('header', true), set('header', false)] : [set('header', true)];
      return { code: 'invalid-data', message: `${file}: ${problem}`, fixes };
    }
    case 'row-index': {
      const { advice, fixes } = without();
      const message = `column ${doubt.column} counts the rows from ${doubt.from}: it is an index, not a measurement. Leave it out: ${advice}`;
      return { code: 'row-index', message, fixes };
    }
    case 'outlier': {
      const { column, line, value, median, spread } = doubt;
      const message = `line ${line}, column ${column}: ${value} is an outlier: the median is ${short(median)}, and the middle half of the values spans ${short(spread)}. ${standardized ? 'Standardization would squeeze the others. ' : ''}Correct or remove the row, or transform the column (for example with a logarithm)`;
      return { code: 'outlier', message, fixes: [] };
    }
    case 'dropped': {
      const { dropped, read, missing } = doubt;
      const { key, fixes } = unused(missing.column);
      const message = `${dropped} of ${read} rows are dropped because a value is missing: ${missing.rows} have none in column ${missing.column}. Leave that column out of "${key}", or fill it`;
      return { code: 'dropped-rows', message, fixes };
    }
  }
}

/** The column that an entry of `columns` or `context` names. */
function nameIn(entry: SpecNode): unknown {
  if (entry.kind === 'array') return null;
  if (entry.kind !== 'object') return entry.value;
  const name = (findMember(entry, 'name') ?? findMember(entry, 'column'))?.value;
  return name?.kind === 'string' ? name.value : null;
}

function listed(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
