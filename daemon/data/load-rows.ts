import type { DataReading } from '../../protocol/data-reading.ts';
import { cut } from '../errors/cut.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { encodeContext, type RawContext } from './context.ts';
import { columnsOf } from './context-layout.ts';
import type { ContextColumn, DataAccess, Dataset, NamedRows } from './definition.ts';
import { dataError } from './files/data-error.ts';
import { isZip, readArray } from './files/read-array.ts';
import { readDataFile } from './files/read-data-file.ts';
import { indexedRows, type RowSource } from './files/row-place.ts';
import { finiteValues } from './finite-values.ts';
import { readIdx } from './formats/idx.ts';
import type { Table } from './sources/csv/read-table.ts';

/** What a user's file must match: the dataset that the flow was trained on. */
export type RowsLike = Pick<Dataset, 'summary' | 'columns' | 'contextEncoding'>;

interface Matrix {
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly context: readonly RawContext[];
  readonly source: RowSource;
  readonly reading?: DataReading;
}

/**
 * Reads points in data units, for `evaluate` and `encode`: CSV by column names (context columns too), .npy, a .npz with
 * one array, or IDX for 8-bit images.
 * @throws FlowscopeError `data`, `missing-data`
 */
export async function loadRows(path: string, access: DataAccess, like: RowsLike): Promise<NamedRows> {
  const all = like.contextEncoding ?? [];
  const encoding = columnsOf(all);
  if (encoding.length < all.length) {
    throw dataError(
      path,
      'this flow needs condition images for every row, which a file of rows does not have',
      'use the rows of a split (--split) instead of --data',
    );
  }
  const matrix = await loadFile(path, access, like.columns, encoding);
  const { bits } = like.summary;
  const values = bits === null ? matrix.values : toIntegers(matrix.values, bits, like.columns, matrix.source);
  wrapAngles(matrix.values, like.summary.periods ?? []);
  const context = encoding.length === 0 ? null : encodeContext(encoding, matrix.context, matrix.count, matrix.source);
  return { count: matrix.count, values, context, ...(matrix.reading ? { reading: matrix.reading } : {}) };
}

/**
 * Reads a plain matrix, row-major [count, columns.length], for `decode`: CSV by column names, .npy or .npz.
 * Errors as `loadRows`.
 */
export async function loadMatrix(
  path: string,
  access: DataAccess,
  columns: readonly string[],
): Promise<{ readonly count: number; readonly values: Float32Array }> {
  const { count, values } = await loadFile(path, access, columns, []);
  return { count, values: Float32Array.from(values) };
}

async function loadFile(
  path: string,
  access: DataAccess,
  columns: readonly string[],
  encoding: readonly ContextColumn[],
): Promise<Matrix> {
  const bytes = await readDataFile(path, access);
  if (!isZip(bytes) && !isNpy(bytes) && !isIdx(bytes)) return fromCsv(bytes, path, columns, encoding);
  if (encoding.length > 0) {
    const names = encoding.map((entry) => entry.column).join(', ');
    throw dataError(
      path,
      `this flow needs the context ${names} for every row`,
      'use a CSV file that also has these columns',
    );
  }
  const array = isIdx(bytes) ? readIdx(bytes, path) : readArray(bytes, undefined, path);
  const count = array.shape[0] ?? 0;
  if (count === 0 || sizeOf(array.shape) !== count * columns.length) {
    throw dataError(path, `has the shape (${array.shape.join(', ')}); expected rows of ${columns.length} numbers`);
  }
  const source = indexedRows(path);
  return { values: finiteValues(array.values, columns, source), count, context: [], source };
}

async function fromCsv(
  bytes: Uint8Array,
  path: string,
  columns: readonly string[],
  encoding: readonly ContextColumn[],
): Promise<Matrix> {
  // The CSV parser is loaded only for CSV files.
  const { readTable } = await import('./sources/csv/read-table.ts');
  const { tableReading } = await import('./sources/csv/table-reading.ts');
  const { selectRows } = await import('./sources/csv/select-columns.ts');
  const { headerDoubt } = await import('./sources/csv/table-doubts.ts');
  const texts = encoding.map((entry) => entry.column);
  const options = { delimiter: 'auto', limit: null, texts };
  const guessed = readTable(bytes, path, { ...options, header: 'auto' });
  // Numbers may be names, too.
  const first = new Set(guessed.first);
  const isHeader = !guessed.named && [...columns, ...texts].every((name) => first.has(name));
  const read = isHeader ? readTable(bytes, path, { ...options, header: true }) : guessed;
  const isByPlace = encoding.length === 0 && !read.named && read.columns.length === columns.length;
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
    columns: columns.map((name) => ({ name, period: null })),
    context: encoding.map(({ column, kind }) => ({ column, as: kind })),
  };
  const { values, count, context, source } = selectRows(table, selection, 'error', { fixed: true });
  const reading = tableReading(table, selection, [{ read: table.count, kept: count }]);
  return { values: finiteValues(values, columns, source), count, context, source, reading };
}

/** The columns of a file without a header line are taken by position. */
function rename(table: Table, names: readonly string[]): Table {
  return { ...table, columns: table.columns.map((column, j) => ({ ...column, name: names[j]! })) };
}

function isNpy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93;
}

/**
 * IDX starts with two zeros and an element type; gzip has its own magic. Text in a wide encoding may start with zeros
 * too.
 */
function isIdx(bytes: Uint8Array): boolean {
  const zeros = bytes[0] === 0 && bytes[1] === 0 && bytes[2]! >= 0x08 && bytes[2]! <= 0x0e;
  return zeros || (bytes[0] === 0x1f && bytes[1] === 0x8b);
}

function toIntegers(values: Matrix['values'], bits: number, columns: readonly string[], rows: RowSource): Uint8Array {
  const top = 2 ** bits - 1;
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value > top);
  if (bad >= 0) {
    const place = `${rows.place(Math.floor(bad / columns.length))}, column ${columns[bad % columns.length]}`;
    throw dataError(
      rows.file,
      `${place}: ${values[bad]} is not a whole number from 0 to ${top}, the data units of this flow`,
    );
  }
  return Uint8Array.from(values);
}

function wrapAngles(values: Matrix['values'], periods: readonly (number | null)[]): void {
  for (const [j, period] of periods.entries()) {
    if (period === null) continue;
    for (let at = j; at < values.length; at += periods.length) {
      const rest = values[at]! - period * Math.floor(values[at]! / period);
      values[at] = rest >= period ? 0 : rest;
    }
  }
}
