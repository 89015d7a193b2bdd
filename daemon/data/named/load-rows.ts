import type { DataReading } from '../../../protocol/data-reading.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { ConditionFile } from '../conditions/read-condition.ts';
import { encodeContext, type RawContext } from '../context.ts';
import { columnsOf, withImages } from '../context-layout.ts';
import type { Fit } from '../decoding/fit.ts';
import { type Pictures, readPictures } from '../decoding/read-pictures.ts';
import type { ContextColumn, DataAccess, Dataset, Rows } from '../definition.ts';
import { checkGrids } from '../dequantize.ts';
import { dataError } from '../files/data-error.ts';
import type { RowSource } from '../files/row-place.ts';
import { dropLowBits } from '../integer-images.ts';
import type { LeavingOut } from '../leave-out.ts';
import type { MissingRows } from '../missing/missing-values.ts';
import { contextFacts } from '../reading-facts.ts';
import { placesOf } from '../row-places.ts';
import { turnsOf, wrapRows } from '../turns.ts';
import { type ConditionOrigin, newConditions } from './new-conditions.ts';
import { type Matrix, readMatrix, withoutContext } from './read-matrix.ts';

/** What a user's file must match: the dataset that the flow was trained on. */
export type RowsLike = Pick<
  Dataset,
  'summary' | 'columns' | 'contextEncoding' | 'conditions' | 'part' | 'categories' | 'weight'
> &
  Partial<Pick<Dataset, 'dequantizedColumns' | 'grids'>> & {
    /** How images in PNG, JPEG or WebP files are scaled. Default: crop. */
    readonly fit?: Fit['how'];
    /** The name of the array in an archive. Default: the only one. */
    readonly array?: string | undefined;
    /** Of the data that the flow was trained on. Default: a row without a value is an error, and no value stands for a missing one. */
    readonly missing?: MissingRows | undefined;
    /** As in the spec of the flow. */
    readonly leaving?: LeavingOut | undefined;
  };

/** Rows of a file that was named for them. */
export interface NamedRows extends Rows {
  /** Of tables and arrays. */
  readonly reading?: DataReading;
  /** Where the condition images are from, in their order; absent: the flow has none. */
  readonly conditions?: readonly ConditionOrigin[];
}

/**
 * Reads points in data units, for `evaluate` and `encode`: CSV by column names (context columns too), .npy, a .npz with
 * one array, IDX for 8-bit images, or PNG, JPEG and WebP images, one or a folder of them. If the flow models a part of each image, the file has whole images, or this part.
 * @param files condition images by name; others are derived from the images
 * @throws FlowscopeError `data`, `missing-data`
 */
export async function loadRows(
  path: string,
  access: DataAccess,
  like: RowsLike,
  files: ReadonlyMap<string, ConditionFile> = new Map(),
): Promise<NamedRows> {
  const { contextEncoding = [], conditions, columns, summary } = like;
  const encoding = columnsOf(contextEncoding);
  const whole = Array.from({ length: conditions === undefined ? 0 : sizeOf(conditions.whole) }, (_, j) => `x${j}`);
  const choices = whole.length > columns.length ? ([whole, columns] as const) : ([columns] as const);
  const pictures = await namedPictures(path, access, like);
  const matrix =
    pictures === null
      ? await readMatrix(path, access, choices, encoding, like)
      : pictureRows(path, pictures, choices[0], encoding);
  const { count, source, reading } = matrix;
  const { bits } = summary;
  const values = bits === null ? matrix.values : toIntegers(matrix.values, bits, matrix.columns, source);
  const { dequantizedColumns = [], grids } = like;
  // Whole images may be larger than what is modeled; their values are checked above.
  if (bits === null)
    checkGrids(matrix.values, columns, { dequantizedColumns, ...(grids === undefined ? {} : { grids }) }, source);
  // A grid may end in the middle of a turn.
  wrapRows(matrix.values, turnsOf(summary));
  const vectors = encoding.length === 0 ? null : encodeContext(encoding, matrix.context, count, source);
  const weights = matrix.weights && withMeanOne(matrix.weights);
  const rows = {
    count,
    ...(reading ? { reading: { ...reading, ...contextFacts(like) } } : {}),
    ...(weights ? { weights } : {}),
    ...placesOf(source, null),
  };
  if (encoding.length === contextEncoding.length) return { ...rows, values, context: vectors };
  if (bits === null || !(values instanceof Uint8Array)) throw new Error('only images have condition images');
  const made = newConditions({ values, count, bits }, { file: path, names: pictures?.names ?? null, like, files });
  const { modeled, images, origins } = made;
  return { ...rows, values: modeled, context: withImages(vectors, images, count), conditions: origins };
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
  const { count, values } = await readMatrix(path, access, [columns], []);
  return { count, values: Float32Array.from(values) };
}

/** null: the path is not one of pictures, or the flow is not one of images. */
async function namedPictures(path: string, access: DataAccess, like: RowsLike): Promise<Pictures | null> {
  const { bits, shape } = like.summary;
  const [height, width, channels] = like.conditions?.whole ?? shape;
  if (bits === null || height === undefined || width === undefined || (channels !== 1 && channels !== 3)) return null;
  const found = await readPictures(path, access, { height, width, channels, how: like.fit ?? 'crop' });
  return found && { ...found, values: dropLowBits(found.values, bits) };
}

/** @throws FlowscopeError `data` for an image in no folder if the flow takes a label, and for other context columns */
function pictureRows(
  file: string,
  { names, values }: Pictures,
  columns: readonly string[],
  encoding: readonly ContextColumn[],
): Matrix {
  const context = encoding.map(({ column, kind }): RawContext => {
    if (kind !== 'category' || encoding.length > 1) throw withoutContext(file, encoding);
    return { column, kind, texts: names.map((name) => folderOf(name, file, column)) };
  });
  const source: RowSource = { file, place: (row) => names[row]! };
  return { columns, values: Float64Array.from(values), count: names.length, context, source };
}

function folderOf(name: string, file: string, column: string): string {
  const end = name.indexOf('/');
  if (end >= 0 && name !== file) return name.slice(0, end);
  throw dataError(
    file,
    `${name} is in no subfolder, so its '${column}' is not known`,
    `give a folder with a subfolder for each '${column}', and the images in them`,
  );
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

/** @returns null without any weight: then all rows count alike */
function withMeanOne(weights: Float64Array): Float64Array | null {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return mean > 0 ? weights.map((weight) => weight / mean) : null;
}
