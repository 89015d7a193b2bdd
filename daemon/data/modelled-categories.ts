/** Categories that are modelled: ranks in order of frequency, dequantized by noise in [0, 1). */
import { categoriesOf } from './context.ts';
import type { Dataset, ModelledCategory } from './definition.ts';
import { dataError, mismatch } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';
import type { RowStore } from './stored/row-store.ts';
import type { Texts } from './texts.ts';

/** A column of categories as it was read. */
export interface RawCategory {
  /** Index among the modelled columns. */
  readonly column: number;
  readonly name: string;
  /** Of each row. */
  readonly texts: Texts;
}

/**
 * The categories that occur anywhere in the file, those with the most training rows, or weight, first; equally frequent ones are sorted.
 * So the density of the ordinal numbers falls, which a flow represents easily.
 * @param train numbers of the training rows
 * @param weights of all rows; absent: all are 1
 * @throws FlowscopeError `data` for a column with more than 4096 categories
 */
export function fitCategories(
  raw: readonly RawCategory[],
  train: Uint32Array,
  weights?: Float64Array,
): ModelledCategory[] {
  return raw.map(({ column, name, texts }) => {
    const counts = new Map(categoriesOf({ column: name, texts }, 'modeled').map((value) => [value, 0]));
    for (const row of train) {
      const text = texts.at(row)!;
      counts.set(text, counts.get(text)! + (weights?.[row] ?? 1));
    }
    return { column, values: [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value) };
  });
}

/**
 * Writes the number of each row's category into its column.
 * @param values row-major [rows, width]
 * @throws FlowscopeError `data`, with the row, for a category that the training file does not have
 */
export function encodeCategories(
  categories: readonly ModelledCategory[],
  raw: readonly RawCategory[],
  {
    values,
    width,
    source,
  }: { readonly values: Float64Array | Uint16Array; readonly width: number; readonly source: RowSource },
): void {
  for (const [k, { column, values: known }] of categories.entries()) {
    const ranks = new Map(known.map((value, rank) => [value, rank]));
    const { name, texts } = raw[k]!;
    let row = 0;
    for (const text of texts) {
      const rank = ranks.get(text);
      if (rank === undefined) throw unknownCategory(source, row, { name, text, known });
      values[row * width + column] = rank;
      row++;
    }
  }
}

/** As `encodeCategories`, for rows that stay in a file. */
export function encodeStored(
  categories: readonly ModelledCategory[],
  raw: readonly RawCategory[],
  store: RowStore,
  source: RowSource,
): RowStore {
  const { count, width } = store;
  const encoded = categories.map((category, k) => {
    // There are at most 4096.
    const values = new Uint16Array(count);
    encodeCategories([{ ...category, column: 0 }], [raw[k]!], { values, width: 1, source });
    return { column: category.column, values };
  });
  return {
    ...store,
    take(rows) {
      const taken = store.take(rows);
      for (const { column, values } of encoded) {
        for (let i = 0, at = column; i < rows.length; i++, at += width) taken[at] = values[rows[i]!]!;
      }
      return taken;
    },
  };
}

/** @throws FlowscopeError `data` for a number, in a file without names, that numbers no category */
export function checkCategoryNumbers(
  categories: readonly ModelledCategory[],
  values: ArrayLike<number>,
  names: readonly string[],
  { file, place }: RowSource,
): void {
  for (const { column, values: known } of categories) {
    for (let at = column; at < values.length; at += names.length) {
      const value = values[at]!;
      if (Number.isInteger(value) && value >= 0 && value < known.length) continue;
      const row = place(Math.floor(at / names.length));
      throw dataError(
        file,
        `${row}, column ${names[column]}: ${value} is not the number of a category, 0 … ${known.length - 1}`,
        'use a CSV file with the names of the categories',
      );
    }
  }
}

const SHOWN = 12;

function unknownCategory(
  { file, place }: RowSource,
  row: number,
  { name, text, known }: { readonly name: string; readonly text: string; readonly known: readonly string[] },
) {
  const shown = `${known.slice(0, SHOWN).join(', ')}${known.length > SHOWN ? ', …' : ''}`;
  return mismatch(
    file,
    `${place(row)}: '${text}' is not a value of the modeled column ${name}; its values are ${shown}`,
    'remove the row or correct the value: the flow gives no probability to a category that its training file does not have',
    { key: 'columns', text: name },
  );
}

/**
 * A point as a row of its table: names of categories, and numbers.
 * @param values row-major, data units @param row index of the point
 */
export function pointCells(
  { columns, categories = [] }: Pick<Dataset, 'columns' | 'categories'>,
  values: ArrayLike<number>,
  row: number,
): (string | number)[] {
  const start = row * columns.length;
  const cells: (string | number)[] = columns.map((_, column) => values[start + column]!);
  for (const { column, values: names } of categories) cells[column] = names[values[start + column]!] ?? cells[column]!;
  return cells;
}

/** The categories by the names of their columns, for results; `{}` without categories. */
export function categoryNames({ columns, categories }: Pick<Dataset, 'columns' | 'categories'>): {
  readonly categories?: { column: string; values: string[] }[];
} {
  if (categories === undefined) return {};
  return { categories: categories.map(({ column, values }) => ({ column: columns[column]!, values: [...values] })) };
}
