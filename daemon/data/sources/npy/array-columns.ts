/** Which columns of an array a spec names. */
import { sizeOf } from '../../../tensor/tensor.ts';
import type { DequantizeRequest } from '../../dequantize.ts';
import { dataError, mismatch } from '../../files/data-error.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { checkPoint } from '../../limits.ts';
import { MISSING_VALUES_KEY, type MissingEntry } from '../../missing/missing-values.ts';

/** Keys that name columns of an array. */
export type LabelKey = 'columns' | 'exclude' | 'weight' | typeof MISSING_VALUES_KEY;

/** The number of a column. @param names of the fields of a structured array @throws FlowscopeError `data` */
export function columnNumber(
  names: readonly string[] | undefined,
  label: string | number,
  key: LabelKey,
  file: string,
): number {
  if (typeof label === 'number') return label;
  const found = names?.indexOf(label) ?? -1;
  if (found >= 0) return found;
  if (names !== undefined) {
    const hint = `its fields are ${names.join(', ')}`;
    throw mismatch(file, `has no field '${label}'`, hint, { key, text: label, choices: names });
  }
  // As messages call it.
  const number = /^x(\d{1,9})$/.exec(label)?.[1];
  const hint =
    number === undefined ? 'its columns are numbered from 0' : `${label} is column ${number}: write the number`;
  throw mismatch(file, `has no field '${label}': its columns have no names`, hint, {
    ...{ key, text: label },
    ...(number === undefined ? { choices: [] } : { entry: { value: Number(number) } }),
  });
}

/**
 * The numbers of the columns that are modelled, in their order; null: all.
 * @throws FlowscopeError `data`
 */
export function chosenColumns(
  shape: readonly number[],
  {
    path,
    columns,
    exclude,
    weight,
  }: {
    readonly path: string;
    readonly columns: readonly number[] | undefined;
    readonly exclude: readonly number[] | undefined;
    readonly weight: number | undefined;
  },
): readonly number[] | null {
  if (columns === undefined && exclude === undefined && weight === undefined) return null;
  const key = columns !== undefined ? 'columns' : exclude !== undefined ? 'exclude' : 'weight';
  const width = shape[0]!;
  if (shape.length > 1) {
    const message = `has points of shape [${shape.join(', ')}]; "${key}" needs an array of shape [N, D]`;
    throw mismatch(path, message, `remove "${key}"`, { key, choices: [] });
  }
  const own = weight === undefined ? [] : [weight];
  const outside = [...(columns ?? []), ...(exclude ?? []), ...own].find((column) => column >= width);
  if (outside !== undefined) {
    const message = `has no column ${outside}: its ${width} columns are numbered from 0`;
    const about = { key: columns?.includes(outside) ? 'columns' : exclude?.includes(outside) ? 'exclude' : 'weight' };
    throw mismatch(path, message, `use numbers up to ${width - 1}`, about);
  }
  const excluded = new Set(exclude);
  if (weight !== undefined && (excluded.has(weight) || columns?.includes(weight))) {
    const other = excluded.has(weight) ? 'exclude' : 'columns';
    const message = `uses column ${weight} as weight and in "${other}"`;
    throw mismatch(path, message, `remove it from "${other}", or remove "weight"`, { key: 'weight', choices: [] });
  }
  if (weight !== undefined) excluded.add(weight);
  const chosen = columns ?? Array.from({ length: width }, (_, j) => j).filter((j) => !excluded.has(j));
  const both = columns?.find((column, index) => excluded.has(column) || columns.indexOf(column) < index);
  if (both !== undefined) {
    const what = excluded.has(both) ? `both uses and excludes column ${both}` : `uses column ${both} twice`;
    throw mismatch(path, what, 'list each column once, in "columns" or in "exclude"', { key });
  }
  if (chosen.length === 0) throw mismatch(path, 'has no column that is not excluded', 'shorten "exclude"', { key });
  return chosen;
}

/**
 * Entries that call columns by their numbers.
 * @throws FlowscopeError `data` for a column that the array does not have
 */
export function standInEntries(
  entries: readonly MissingEntry[] | undefined,
  {
    names,
    width,
    isTable,
    path,
  }: {
    readonly names: readonly string[] | undefined;
    readonly width: number;
    /** Its shape is [N, D]. */
    readonly isTable: boolean;
    readonly path: string;
  },
): readonly MissingEntry[] | undefined {
  return entries?.map((entry) => {
    if (typeof entry !== 'object') return entry;
    const key = MISSING_VALUES_KEY;
    if (!isTable) {
      const hint = `remove "${key}", or give the values without "column"`;
      throw mismatch(path, `has no columns, which "${key}" names`, hint, { key, choices: [] });
    }
    const column = columnNumber(names, entry.column, key, path);
    if (column < width) return { ...entry, column };
    throw mismatch(
      path,
      `has no column ${column}: its ${width} columns are numbered from 0`,
      `use numbers up to ${width - 1}`,
      { key },
    );
  });
}

/** [N] is N numbers, [N, D] N vectors, [N, h, w] gray images, [N, h, w, c] images. */
export function pointShape(array: Pick<NpyArray, 'shape'>, file: string): number[] {
  const [count, ...rest] = array.shape;
  if (count === 0) throw dataError(file, `has no rows: its shape is (${array.shape.join(', ')})`);
  if (count === undefined || rest.length > 3 || sizeOf(array.shape) === 0) {
    throw dataError(
      file,
      `has the shape (${array.shape.join(', ')}); expected 1 to 4 axes, with the points along the first`,
    );
  }
  checkPoint(rest, file);
  return rest.length === 0 ? [1] : rest.length === 2 ? [...rest, 1] : rest;
}

/** A request that calls the fields of a structured array by their names. */
export function withLabels(
  request: DequantizeRequest | undefined,
  labelOf: (label: string | number) => string | number,
): DequantizeRequest | undefined {
  if (request === undefined || typeof request === 'boolean' || 'step' in request) return request;
  return request.map((entry) =>
    typeof entry === 'object' ? { ...entry, column: labelOf(entry.column) } : labelOf(entry),
  );
}
