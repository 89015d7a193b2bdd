import { FlowscopeError } from '../errors/flowscope-error.ts';
import { columnsOf, widthOfEntry } from './context-layout.ts';
import type { ContextColumn, ContextEncoding } from './definition.ts';
import { dataError } from './files/data-error.ts';
import { indexedRows, type RowSource } from './files/row-place.ts';
import { checkContextNumbers, MAX_CONTEXT } from './limits.ts';
import type { Texts } from './texts.ts';

/** One context column as it was read. */
export type RawContext =
  | {
      readonly column: string;
      readonly kind: 'category';
      readonly texts: Texts;
      /** All categories in the order of the context vector, if they are known beforehand; absent: those that occur. */
      readonly values?: readonly string[];
    }
  | { readonly column: string; readonly kind: 'number'; readonly numbers: Float64Array };

/** A column with more classes than this is an identifier, not a category. */
const CATEGORY_LIMIT = 4096;

/**
 * Fits the encoding: the categories that occur anywhere in the file, sorted (as numbers if all are), and the mean and
 * standard deviation of numbers over the training rows.
 * @param weights of all rows; absent: all are equal
 * @throws FlowscopeError `data` for a category with more than 4096 values
 */
export function fitContext(
  columns: readonly RawContext[],
  train: Uint32Array,
  weights?: Float64Array,
): ContextColumn[] {
  const total = weights && train.reduce((sum, row) => sum + weights[row]!, 0);
  const share = (row: number) => (weights && total ? weights[row]! / total : 1 / train.length);
  const encoding = columns.map((raw): ContextColumn => {
    if (raw.kind === 'category') {
      return { column: raw.column, kind: 'category', values: raw.values ?? categoriesOf(raw, 'context') };
    }
    let mean = 0;
    for (const row of train) mean += weights ? raw.numbers[row]! * share(row) : raw.numbers[row]! / train.length;
    let variance = 0;
    for (const row of train) {
      const square = (raw.numbers[row]! - mean) ** 2;
      variance += weights ? square * share(row) : square / train.length;
    }
    const std = Math.sqrt(variance);
    // A constant context column has no information; it is only shifted to 0.
    return { column: raw.column, kind: 'number', mean, std: std > 1e-12 * Math.abs(mean) ? std : 1 };
  });
  const size = contextSize(encoding);
  if (size > MAX_CONTEXT) {
    throw new FlowscopeError('data', `the context has ${size} entries; it may have at most ${MAX_CONTEXT}`, {
      hint: 'use fewer context columns, or those with fewer classes',
      about: { key: 'context' },
    });
  }
  return encoding;
}

function contextSize(encoding: readonly ContextEncoding[]): number {
  return encoding.reduce((sum, entry) => sum + widthOfEntry(entry), 0);
}

/**
 * The values of a column, sorted (as numbers if all are). @param use for the message
 * @throws FlowscopeError `data` for more than 4096 values
 */
export function categoriesOf(
  raw: { readonly column: string; readonly texts: Texts },
  use: 'context' | 'modeled',
): string[] {
  const values = new Set<string>();
  for (const text of raw.texts) {
    values.add(text);
    if (values.size > CATEGORY_LIMIT) {
      throw new FlowscopeError('data', `${use} column ${raw.column} has more than ${CATEGORY_LIMIT} different values`, {
        hint:
          use === 'context'
            ? 'a category should have few; use {"column": …, "as": "number"} for a number'
            : 'a category should have few; use {"name": …, "as": "number"} for a number',
      });
    }
  }
  const numeric = [...values].every((value) => Number.isFinite(Number(value)));
  return [...values].sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
}

/**
 * Context vectors of all rows, [count, size]: categories one-hot, numbers standardized.
 * @param columns in the order of `encoding`
 * @param source of the rows, for messages @param chosen the rows; absent: all
 * @throws FlowscopeError `data` for a category that the training file does not have
 */
export function encodeContext(
  encoding: readonly ContextColumn[],
  columns: readonly RawContext[],
  count: number,
  source: RowSource,
  chosen?: Uint32Array,
): Float32Array {
  const rows = chosen?.length ?? count;
  const width = contextSize(encoding);
  checkContextNumbers(count, width, source.file, 'use context columns with fewer classes');
  const out = new Float32Array(rows * width);
  let offset = 0;
  for (const [k, entry] of encoding.entries()) {
    const raw = columns[k]!;
    if (entry.kind === 'number') {
      if (raw.kind !== 'number')
        throw new FlowscopeError('data', `context column ${entry.column} must contain numbers`);
      for (let i = 0; i < rows; i++)
        out[i * width + offset] = (raw.numbers[chosen?.[i] ?? i]! - entry.mean) / entry.std;
      offset++;
      continue;
    }
    const positions = new Map(entry.values.map((value, position) => [value, position]));
    for (let i = 0; i < rows; i++) {
      const row = chosen?.[i] ?? i;
      const text = raw.kind === 'category' ? raw.texts.at(row)! : String(raw.numbers[row]);
      const position = positions.get(text);
      if (position === undefined) throw dataError(source.file, `${source.place(row)}: ${unknownCategory(entry, text)}`);
      out[i * width + offset + position] = 1;
    }
    offset += entry.values.length;
  }
  return out;
}

/** Where a context comes from, apart from the values of its columns. */
export interface ContextParts {
  /** A context [C] that provides the parts that are not given otherwise. */
  readonly base?: Float32Array | null;
  /** Condition images by name, each in [0, 1]. */
  readonly images?: ReadonlyMap<string, Float32Array>;
}

/** @throws FlowscopeError `context`, exit 2, for a column that is unknown, or a value that does not match its column */
export function checkContextValues(
  encoding: readonly ContextEncoding[],
  values: Readonly<Record<string, string>>,
): void {
  const columns = columnsOf(encoding);
  const names = columns.map((entry) => entry.column);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    if (encoding.some(({ column }) => column === name))
      throw usage(`'${name}' is a condition image: ${FROM_ROW_OR_FILE}`);
    throw usage(
      names.length === 0
        ? `'${name}' is not a context column: the context has only condition images`
        : `'${name}' is not a context column; the context columns are ${names.join(', ')}`,
    );
  }
  for (const entry of columns) columnValue(entry, values);
}

/**
 * One row's context from values by column name, as given by `--context letter=A,width=3`, and condition images.
 * @throws FlowscopeError `context`, exit 2, if a part is missing or unknown, or a value does not match its column
 */
export function contextVector(
  encoding: readonly ContextEncoding[],
  values: Readonly<Record<string, string>>,
  { base = null, images = new Map() }: ContextParts = {},
): Float32Array {
  checkContextValues(encoding, values);
  const out = base?.slice() ?? new Float32Array(contextSize(encoding));
  let offset = 0;
  for (const entry of encoding) {
    const own = entry.kind === 'image' ? images.get(entry.column) : columnValue(entry, values);
    if (own !== undefined) out.set(own, offset);
    else if (base === null) {
      throw usage(
        entry.kind === 'image'
          ? `the condition image '${entry.column}' is missing: ${FROM_ROW_OR_FILE}`
          : `the context column '${entry.column}' is missing`,
      );
    }
    offset += widthOfEntry(entry);
  }
  return out;
}

const FROM_ROW_OR_FILE = 'use the context of a row (--context-row) or an image file (--context-file)';

/** The entries of one column; undefined if it has no value. */
function columnValue(entry: ContextColumn, values: Readonly<Record<string, string>>): Float32Array | undefined {
  const text = Object.hasOwn(values, entry.column) ? values[entry.column] : undefined;
  if (text === undefined) return undefined;
  return encodeContext([entry], [rawValue(entry, text)], 1, indexedRows('--context'));
}

function rawValue(entry: ContextColumn, text: string): RawContext {
  if (entry.kind === 'number') {
    if (text.trim() === '' || !Number.isFinite(Number(text)))
      throw usage(`'${entry.column}' must be a number, found '${text}'`);
    return { column: entry.column, kind: 'number', numbers: Float64Array.of(Number(text)) };
  }
  if (!entry.values.includes(text)) throw usage(`--context: ${unknownCategory(entry, text)}`);
  return { column: entry.column, kind: 'category', texts: [text] };
}

function usage(message: string): FlowscopeError {
  return new FlowscopeError('context', message, { exitCode: 2 });
}

function unknownCategory(entry: ContextColumn & { readonly kind: 'category' }, text: string): string {
  const shown = entry.values.slice(0, 12).join(', ');
  const more = entry.values.length > 12 ? ', …' : '';
  return `'${text}' is not a value of the context column ${entry.column}; its values are ${shown}${more}`;
}
