/** Contexts, categories and weights of the rows of a table in a cache file, from its numbers where nothing is wrong in them. */
import type { RawContext } from '../../context.ts';
import type { RawCategory } from '../../modelled-categories.ts';
import { codedTexts } from '../../texts.ts';
import { isMissing } from './number-text.ts';
import type { SelectedRows, Selection } from './select-columns.ts';
import type { StoredTable } from './stored-table.ts';

export interface RowCollector {
  /** Rows that were looked at closely. */
  add(part: SelectedRows): void;
  /** All of these rows of the store. @returns false, and does nothing, if something in them needs a closer look */
  addPlain(rows: Float64Array): boolean;
  all(): Pick<SelectedRows, 'context' | 'categories' | 'weights'>;
}

/** The largest float32. */
const LARGEST = 2 ** 128 - 2 ** 104;

export function rowCollector(
  table: StoredTable,
  { columns, context, weight }: Selection,
  missing: 'error' | 'drop',
): RowCollector {
  const { width } = table.store;
  const modelled = columns.flatMap(({ name, as }) => (as === 'number' ? [placeOf(table, name)] : []));
  const own = context.map(({ column, as }) => ({ column, ...cellsOf(table, column, as, missing) }));
  const categories = columns.flatMap(({ name, as }, column) =>
    as === 'category' ? [{ column, name, ...textCells(table, name, missing) }] : [],
  );
  const weights = weight === undefined ? null : numberCells(table, weight);
  const all = [...own, ...categories, ...(weights === null ? [] : [weights])];
  const canBePlain = modelled.every((place) => place !== null) && all.every(({ place }) => place !== null);
  let count = 0;
  const isPlain = (rows: Float64Array): boolean => {
    for (const place of modelled) {
      for (let at = place!; at < rows.length; at += width) if (!(Math.abs(rows[at]!) <= LARGEST)) return false;
    }
    for (const { place, isFine } of all) {
      for (let at = place!; at < rows.length; at += width) if (!isFine(rows[at]!)) return false;
    }
    return weights === null || allPositive(rows, weights.place!, width);
  };
  return {
    addPlain(rows) {
      if (!canBePlain || !isPlain(rows)) return false;
      for (const { place, out } of all) {
        for (let at = place!, row = count; at < rows.length; at += width, row++) out[row] = rows[at]!;
      }
      count += rows.length / width;
      return true;
    },
    add(part) {
      for (const [k, raw] of part.context.entries()) {
        const cells = own[k]!;
        if (raw.kind === 'number') cells.out.set(raw.numbers, count);
        else if (cells.kind === 'category') cells.addTexts(raw.texts, count);
      }
      for (const [k, { texts }] of part.categories.entries()) categories[k]!.addTexts(texts, count);
      if (part.weights) weights?.out.set(part.weights, count);
      count += part.count;
    },
    all: () => ({
      context: own.map((cells): RawContext => {
        const { column } = cells;
        if (cells.kind === 'number') return { column, kind: 'number', numbers: cells.out.subarray(0, count) };
        return { column, kind: 'category', texts: codedTexts(cells.out.subarray(0, count), cells.values) };
      }),
      categories: categories.map(({ column, name, out, values }): RawCategory => {
        return { column, name, texts: codedTexts(out.subarray(0, count), values) };
      }),
      ...(weights === null ? {} : { weights: weights.out.subarray(0, count) }),
    }),
  };
}

function allPositive(rows: Float64Array, place: number, width: number): boolean {
  for (let at = place; at < rows.length; at += width) if (!(rows[at]! >= 0)) return false;
  return true;
}

function cellsOf(table: StoredTable, name: string, as: 'number' | 'category', missing: 'error' | 'drop') {
  return as === 'number' ? numberCells(table, name) : textCells(table, name, missing);
}

/** `place`: of a cell in a row of the store; null if the column is not numeric. */
function numberCells(table: StoredTable, name: string) {
  return {
    kind: 'number' as const,
    place: placeOf(table, name),
    isFine: (value: number) => Math.abs(value) <= LARGEST,
    out: new Float64Array(table.facts.count),
  };
}

/** The cells are numbers of texts. */
function textCells({ facts }: StoredTable, name: string, missing: 'error' | 'drop') {
  const kept = facts.columns.filter((column) => column.values !== null);
  const index = kept.findIndex((column) => column.name === name);
  const values = kept[index]?.values ?? [];
  const codes = new Map(values.map((text, code) => [text, code]));
  const isFine = values.map((text) => text !== '' && !(missing === 'drop' && isMissing(text)));
  const out = new Uint16Array(facts.count);
  return {
    kind: 'category' as const,
    place: index < 0 ? null : facts.columns.length + index,
    isFine: (code: number) => isFine[code] === true,
    out,
    values,
    addTexts(texts: Iterable<string>, from: number): void {
      let row = from;
      for (const text of texts) out[row++] = codes.get(text) ?? 0;
    },
  };
}

function placeOf({ facts }: StoredTable, name: string): number | null {
  const index = facts.columns.findIndex((column) => column.name === name);
  return index < 0 || facts.columns[index]!.isText ? null : index;
}
