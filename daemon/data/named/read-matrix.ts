/** Files of points that a command names. */
import type { DataReading } from '../../../protocol/data-reading.ts';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { RawContext } from '../context.ts';
import type { ContextColumn, DataAccess, Dataset } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { readDataContent } from '../files/inflate-bytes.ts';
import { isNpy, isZip, readOnlyArray } from '../files/read-array.ts';
import { indexedRows, indexedRowsAt, type RowSource } from '../files/row-place.ts';
import { finiteValues } from '../finite-values.ts';
import { isIdx, readIdx } from '../formats/idx.ts';
import type { NpyArray } from '../formats/npy.ts';
import { type LeavingOut, unnamed } from '../leave-out.ts';
import { fullRows } from '../missing/full-rows.ts';
import { MISSING_VALUES_KEY, type MissingRows, renamedEntries } from '../missing/missing-values.ts';
import { checkCategoryNumbers } from '../modelled-categories.ts';
import { checkWeights } from '../row-weights.ts';
import { type ArrayColumns, arrayReading, fieldName } from '../sources/npy/array-reading.ts';
import { refuseAnyOther } from '../sources/npy/other-fields.ts';
import { takeRows } from '../split-rows.ts';
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

const NOT_KNOWN: LeavingOut = { exclude: [], isListed: false };

interface LikeRows {
  readonly part?: Dataset['part'] | undefined;
  readonly categories?: Dataset['categories'] | undefined;
  readonly weight?: string | undefined;
  /** The name of the array of an archive that the flow was trained on. */
  readonly array?: string | undefined;
  /** Rows without a value. Default: an error, and no value stands for a missing one. */
  readonly missing?: MissingRows | undefined;
  /** Why columns of the data are not among those of the flow. Default: nothing is known of it. */
  readonly leaving?: LeavingOut | undefined;
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
  { part, categories = [], weight, array: usual, missing = { how: 'error' }, leaving = NOT_KNOWN }: LikeRows = {},
): Promise<Matrix> {
  const bytes = await readDataContent(path, access);
  const values = renamedEntries(missing.values, (label) => nameOf(label, choices[0], part, weight));
  const own = { ...missing, ...(values === undefined ? {} : { values }) };
  if (!isZip(bytes) && !isNpy(bytes) && !isIdx(bytes)) {
    // The CSV parser is loaded only for CSV files.
    const { csvRows } = await import('./csv-rows.ts');
    return csvRows(bytes, path, choices, encoding, { categories, weight, missing: own, leaving });
  }
  if (encoding.length > 0) throw withoutContext(path, encoding);
  return isIdx(bytes)
    ? fromArray(readIdx(bytes, path), path, choices, { categories })
    : fromArray(readOnlyArray(bytes, path, usual), path, choices, { part, categories, weight, missing: own, leaving });
}

/** What the flow calls a column of the data that it was trained on; null: it does not use it. */
function nameOf(
  label: string | number,
  columns: readonly string[],
  part: LikeRows['part'],
  weight: string | undefined,
): string | null {
  if (typeof label === 'string') return label;
  if (part !== undefined && part.weight === label) return weight ?? null;
  return columns[part === undefined ? label : part.columns.indexOf(label)] ?? null;
}

function fromArray(
  array: NamedArray,
  path: string,
  choices: ColumnChoices,
  { part, categories = [], weight, missing = { how: 'error' }, leaving = NOT_KNOWN }: LikeRows,
): Matrix {
  const read = array.shape[0] ?? 0;
  const found = columnsIn(array, path, choices, { part, weight });
  if (read === 0 || found === null) {
    const widths = choices.map(({ length }) => length).join(' or ');
    throw dataError(path, `has the shape (${array.shape.join(', ')}); expected rows of ${widths} numbers`);
  }
  const { columns, chosen } = found;
  refuseAnyOther(array, [...(chosen ?? columns.keys()), ...(found.weight === undefined ? [] : [found.weight])], path);
  const width = sizeOf(array.shape) / read;
  const all = chosen === null ? array.values : takeColumns(array.values, width, chosen);
  const allWeights =
    found.weight === undefined ? undefined : Float64Array.from(takeColumns(array.values, width, [found.weight]));
  const rows = indexedRows(path);
  const full = fullRows(read, missing, (row, column, value) => {
    const message = `${rows.place(row)}, column ${column}: ${value} stands for a missing value ("${MISSING_VALUES_KEY}")`;
    throw dataError(path, message, 'replace the value, or remove the row');
  });
  full.look(
    [all],
    columns.map((name) => ({ name, label: name })),
  );
  if (allWeights !== undefined && weight !== undefined) full.look([allWeights], [{ name: weight, label: weight }]);
  const kept = full.kept();
  if (kept?.length === 0) throw dataError(path, 'has a missing value in every row');
  const count = kept?.length ?? read;
  const source = kept === null ? rows : indexedRowsAt(path, kept);
  const values = finiteValues(kept === null ? all : takeRows(all, columns.length, kept), columns, source);
  checkCategoryNumbers(categories, values, columns, source);
  const weights =
    found.weight === undefined || allWeights === undefined
      ? undefined
      : checkWeights(
          kept === null ? allWeights : takeRows(allWeights, 1, kept),
          fieldName(array.names, found.weight),
          source,
        );
  const reading = {
    ...arrayReading(
      { shape: pointOf(array.shape), names: array.names },
      { ...found, exclude: excludedIn(array.names, leaving) },
      { read, count, weights },
      unnamed(leaving),
    ),
    ...(full.standIns === undefined ? {} : { missingValues: full.standIns }),
  };
  const own = weights === undefined ? {} : { weights };
  return { columns, values, count, context: [], source, reading: calledAs(columns, reading), ...own };
}

/** Other names of columns than those of the flow mean nothing to its user. */
function calledAs(columns: readonly string[], reading: DataReading): DataReading {
  if (reading.columns.every((name, j) => name === columns[j])) return reading;
  const { numbered: _, ...rest } = reading;
  return { ...rest, columns, byPlace: true };
}

/** The numbers of the columns that a spec leaves out. */
function excludedIn(names: readonly string[] | undefined, { exclude }: LeavingOut): readonly number[] {
  return exclude.flatMap((label) => {
    const column = typeof label === 'number' ? label : (names?.indexOf(label) ?? -1);
    return column < 0 ? [] : [column];
  });
}

function pointOf([, ...point]: readonly number[]): readonly number[] {
  if (point.length < 2) return [sizeOf(point)];
  return point.length === 2 ? [...point, 1] : point;
}

type NamedArray = Pick<NpyArray, 'shape' | 'values' | 'names' | 'others'>;

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

/** Of a file that has no place for context columns. */
export function withoutContext(path: string, encoding: readonly ContextColumn[]): FlowscopeError {
  const names = encoding.map((entry) => entry.column).join(', ');
  const message = `this flow needs the context ${names} for every row`;
  return dataError(path, message, 'use a CSV file that also has these columns');
}
