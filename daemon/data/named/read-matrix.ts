/** Files of points that a command names. */
import type { DataReading } from '../../../protocol/data-reading.ts';
import { cut } from '../../errors/cut.ts';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { RawContext } from '../context.ts';
import type { ContextColumn, DataAccess, Dataset, ModelledCategory } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { readDataContent } from '../files/inflate-bytes.ts';
import { isNpy, isZip, readArray } from '../files/read-array.ts';
import { indexedRows, type RowSource } from '../files/row-place.ts';
import { finiteValues } from '../finite-values.ts';
import { isIdx, readIdx } from '../formats/idx.ts';
import { checkCategoryNumbers, encodeCategories } from '../modelled-categories.ts';
import { checkWeights } from '../row-weights.ts';
import type { Table } from '../sources/csv/read-table.ts';
import { takeColumns } from '../take-columns.ts';

/** Names of the columns that a point may have. */
export type ColumnChoices = readonly [readonly string[], ...(readonly string[])[]];

export interface Matrix {
  /** The choice that the file has. */
  readonly columns: readonly string[];
  /** Row-major [count, columns.length]. */
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly context: readonly RawContext[];
  readonly source: RowSource;
  readonly reading?: DataReading;
  /** Only if the file has the column with the weights. */
  readonly weights?: Float64Array;
}

/**
 * Reads a file of points: CSV by column names (context columns too), .npy, a .npz with one array, or IDX.
 * @param choices names of the columns of a point; if several are given, the file's width or header decides, and the
 *   first holds if it fits none
 * @param like `part` of a wider array that the flow models, the `categories` that columns are numbered by, and the name
 *   of a column of a table with `weight`s
 * @throws FlowscopeError `data`, `missing-data`
 */
export async function readMatrix(
  path: string,
  access: DataAccess,
  choices: ColumnChoices,
  encoding: readonly ContextColumn[],
  { part, categories = [], weight }: Pick<Dataset, 'part' | 'categories' | 'weight'> = {},
): Promise<Matrix> {
  const bytes = await readDataContent(path, access);
  const like = { categories, weight };
  if (!isZip(bytes) && !isNpy(bytes) && !isIdx(bytes)) return fromCsv(bytes, path, choices, encoding, like);
  if (encoding.length > 0) throw withoutContext(path, encoding);
  const array = isIdx(bytes) ? readIdx(bytes, path) : readArray(bytes, undefined, path);
  const count = array.shape[0] ?? 0;
  const source = indexedRows(path);
  const columns = choices.find(({ length }) => sizeOf(array.shape) === count * length);
  if (part !== undefined && columns === undefined && array.shape[1] === part.width && array.shape.length === 2) {
    const values = finiteValues(takeColumns(array.values, part.width, part.columns), choices[0], source);
    const at = part.weight;
    if (at === undefined) return { columns: choices[0], values, count, context: [], source };
    const weights = checkWeights(Float64Array.from(takeColumns(array.values, part.width, [at])), `x${at}`, source);
    return { columns: choices[0], values, count, context: [], source, weights };
  }
  if (count === 0 || columns === undefined) {
    const widths = choices.map(({ length }) => length).join(' or ');
    throw dataError(path, `has the shape (${array.shape.join(', ')}); expected rows of ${widths} numbers`);
  }
  const values = finiteValues(array.values, columns, source);
  checkCategoryNumbers(categories, values, columns, source);
  return { columns, values, count, context: [], source };
}

async function fromCsv(
  bytes: Uint8Array,
  path: string,
  choices: ColumnChoices,
  encoding: readonly ContextColumn[],
  { categories, weight }: { readonly categories: readonly ModelledCategory[]; readonly weight: string | undefined },
): Promise<Matrix> {
  // The CSV parser is loaded only for CSV files.
  const { readTable } = await import('../sources/csv/read-table.ts');
  const { tableReading } = await import('../sources/csv/table-reading.ts');
  const { selectRows } = await import('../sources/csv/select-columns.ts');
  const { headerDoubt } = await import('../sources/csv/table-doubts.ts');
  const named = new Set(categories.map(({ column }) => choices[0][column]));
  const texts = [...encoding.map((entry) => entry.column), ...named].filter((name) => name !== undefined);
  const options = { delimiter: 'auto', limit: null, texts };
  const guessed = readTable(bytes, path, { ...options, header: 'auto' });
  const columns = choices.find((names) => fits(names, guessed)) ?? choices[0];
  // Numbers may be names, too.
  const first = new Set(guessed.first);
  const isHeader = !guessed.named && [...columns, ...texts].every((name) => first.has(name));
  const read = isHeader ? readTable(bytes, path, { ...options, header: true }) : guessed;
  const isByPlace = texts.length === 0 && !read.named && read.columns.length === columns.length;
  // A file of numbers has nowhere else to say so than in its first line.
  const doubt = isByPlace ? headerDoubt(read) : null;
  if (doubt !== null && doubt.word === null) {
    const [fields, names] = [doubt.fields, columns].map((list) => cut(list.join(','), 60));
    throw dataError(
      path,
      `line ${doubt.line} (${fields}) looks like a header: the rows below it have decimal points`,
      `delete the line if it is a header; if it is a row, write the names of the columns above it: ${names}`,
    );
  }
  const table = isByPlace ? rename(read, columns) : read;
  const selection = {
    columns: columns.map((name) => ({ name, period: null, as: named.has(name) ? 'category' : 'number' }) as const),
    context: encoding.map(({ column, kind }) => ({ column, as: kind })),
    // The rows of a file without it count alike.
    ...(table.columns.some(({ name }) => name === weight) ? { weight } : {}),
  };
  const rows = selectRows(table, selection, 'error', { fixed: true });
  const { values, count, context, source, weights } = rows;
  encodeCategories(categories, rows.categories, { values, width: columns.length, source });
  const reading = tableReading(table, selection, [{ read: table.count, kept: rows }]);
  const own = weights === undefined ? {} : { weights };
  return { columns, values: finiteValues(values, columns, source), count, context, source, reading, ...own };
}

function fits(names: readonly string[], { named, columns }: Table): boolean {
  return named ? columns.some(({ name }) => name === names.at(-1)) : columns.length === names.length;
}

/** Of a file that has no place for context columns. */
export function withoutContext(path: string, encoding: readonly ContextColumn[]): FlowscopeError {
  const names = encoding.map((entry) => entry.column).join(', ');
  const message = `this flow needs the context ${names} for every row`;
  return dataError(path, message, 'use a CSV file that also has these columns');
}

/** The columns of a file without a header line are taken by position. */
function rename(table: Table, names: readonly string[]): Table {
  return { ...table, columns: table.columns.map((column, j) => ({ ...column, name: names[j]! })) };
}
