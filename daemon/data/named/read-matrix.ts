/** Files of points that a command names. */
import type { DataReading } from '../../../protocol/data-reading.ts';
import { cut } from '../../errors/cut.ts';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { RawContext } from '../context.ts';
import type { ContextColumn, DataAccess, Dataset, ModelledCategory } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { readDataContent } from '../files/inflate-bytes.ts';
import { isNpy, isZip, readOnlyArray } from '../files/read-array.ts';
import { indexedRows, type RowSource } from '../files/row-place.ts';
import { finiteValues } from '../finite-values.ts';
import { isIdx, readIdx } from '../formats/idx.ts';
import type { NpyArray } from '../formats/npy.ts';
import { checkCategoryNumbers, encodeCategories } from '../modelled-categories.ts';
import { checkWeights } from '../row-weights.ts';
import type { Table } from '../sources/csv/read-table.ts';
import { type ArrayColumns, arrayReading, fieldName } from '../sources/npy/array-reading.ts';
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

interface LikeRows {
  readonly part?: Dataset['part'] | undefined;
  readonly categories?: Dataset['categories'] | undefined;
  readonly weight?: string | undefined;
  /** The name of the array of an archive that the flow was trained on. */
  readonly array?: string | undefined;
}

/**
 * Reads a file of points: CSV by column names (context columns too), .npy, a .npz with one array, or with the one that the flow was trained on, or IDX.
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
  { part, categories = [], weight, array: usual }: LikeRows = {},
): Promise<Matrix> {
  const bytes = await readDataContent(path, access);
  const like = { categories, weight };
  if (!isZip(bytes) && !isNpy(bytes) && !isIdx(bytes)) return fromCsv(bytes, path, choices, encoding, like);
  if (encoding.length > 0) throw withoutContext(path, encoding);
  return isIdx(bytes)
    ? fromArray(readIdx(bytes, path), path, choices, { categories })
    : fromArray(readOnlyArray(bytes, path, usual), path, choices, { part, categories, weight });
}

function fromArray(
  array: NamedArray,
  path: string,
  choices: ColumnChoices,
  { part, categories = [], weight }: LikeRows,
): Matrix {
  const count = array.shape[0] ?? 0;
  const source = indexedRows(path);
  const found = columnsIn(array, path, choices, { part, weight });
  if (count === 0 || found === null) {
    const widths = choices.map(({ length }) => length).join(' or ');
    throw dataError(path, `has the shape (${array.shape.join(', ')}); expected rows of ${widths} numbers`);
  }
  const { columns, chosen } = found;
  const width = sizeOf(array.shape) / count;
  const values = finiteValues(
    chosen === null ? array.values : takeColumns(array.values, width, chosen),
    columns,
    source,
  );
  checkCategoryNumbers(categories, values, columns, source);
  const weights =
    found.weight === undefined
      ? undefined
      : checkWeights(
          Float64Array.from(takeColumns(array.values, width, [found.weight])),
          fieldName(array.names, found.weight),
          source,
        );
  const reading = arrayReading({ shape: pointOf(array.shape), names: array.names }, found, { count, weights });
  const own = weights === undefined ? {} : { weights };
  return { columns, values, count, context: [], source, reading: calledAs(columns, reading), ...own };
}

/** Other names of columns than those of the flow mean nothing to its user. */
function calledAs(columns: readonly string[], reading: DataReading): DataReading {
  if (reading.columns.every((name, j) => name === columns[j])) return reading;
  const { numbered: _, ...rest } = reading;
  return { ...rest, columns };
}

function pointOf([, ...point]: readonly number[]): readonly number[] {
  if (point.length < 2) return [sizeOf(point)];
  return point.length === 2 ? [...point, 1] : point;
}

type NamedArray = Pick<NpyArray, 'shape' | 'values' | 'names'>;

interface FoundColumns extends ArrayColumns {
  /** The choice that the array has. */
  readonly columns: readonly string[];
}

/**
 * Where the columns of a point are in an array: its fields by their names, others by their place. null: the width does not fit.
 * @throws FlowscopeError `data` for a structured array that lacks a column
 */
function columnsIn(
  { shape, names }: NamedArray,
  path: string,
  choices: ColumnChoices,
  { part, weight }: Pick<LikeRows, 'part' | 'weight'>,
): FoundColumns | null {
  if (names !== undefined) {
    const known = new Set(names);
    const columns = choices.find((choice) => choice.every((name) => known.has(name)));
    if (columns !== undefined) {
      const own = weight !== undefined && known.has(weight) ? names.indexOf(weight) : undefined;
      return { columns, chosen: columns.map((name) => names.indexOf(name)), weight: own };
    }
    const missing = choices[0].filter((name) => !known.has(name));
    // Columns that have only numbers are taken by their place.
    if (!missing.every((name, place) => missing.length === choices[0].length && name === fieldName(undefined, place))) {
      throw dataError(
        path,
        `has no field ${missing.map((name) => `'${name}'`).join(', ')}, which the flow models`,
        `its fields are ${names.join(', ')}`,
      );
    }
  }
  const count = shape[0] ?? 0;
  const columns = choices.find(({ length }) => sizeOf(shape) === count * length);
  if (columns !== undefined) return { columns, chosen: null, weight: undefined };
  if (part === undefined || shape[1] !== part.width || shape.length !== 2) return null;
  return { columns: choices[0], chosen: part.columns, weight: part.weight };
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
