/** The selected columns of a table whose numbers are in a cache file, a block of rows at a time. */
import { dataError } from '../../files/data-error.ts';
import { areFinite } from '../../finite-values.ts';
import type { FileRows } from '../../make-dataset.ts';
import type { RawCategory } from '../../modelled-categories.ts';
import { type RowStore, rowRange, rowsAt } from '../../stored/row-store.ts';
import { release } from '../../stored/stored-rows.ts';
import { intoTurn } from '../../turns.ts';
import { lineOf } from './line-index.ts';
import { placeOf } from './read-table.ts';
import { rowCollector } from './row-collector.ts';
import { type Selection, selectRows, turnOfColumn } from './select-columns.ts';
import { type StoredTable, tableOf } from './stored-table.ts';

/** Numbers in a block. */
const BLOCK = 2 ** 17;

export interface StoredSelection extends FileRows<RowStore> {
  /** As in `SelectedRows`; their values in the store mean nothing. */
  readonly categories: readonly RawCategory[];
}

/** As `selectRows`; errors name the first problem in the first block of rows that has one. */
export function selectStored(
  table: StoredTable,
  selection: Selection,
  missing: 'error' | 'drop',
  isHeld: boolean,
): StoredSelection {
  const { facts, file, store } = table;
  const { weight } = selection;
  const names = new Set([
    ...selection.columns.map(({ name }) => name),
    ...selection.context.map(({ column }) => column),
    ...(weight === undefined ? [] : [weight]),
  ]);
  const most = Math.max(1, Math.floor(BLOCK / store.width));
  const kept = keptRows(facts.count);
  const others = rowCollector(table, selection, missing);
  // Only rows in which something is wrong, and columns that are text, need a closer look.
  const isPlain =
    selection.context.length === 0 &&
    weight === undefined &&
    selection.columns.every(({ as }) => as === 'number') &&
    isNumeric(table, selection);
  const take = columnTaker(table, selection);
  const look = (from: number): void => {
    const rows = rowRange(from, Math.min(facts.count, from + most));
    if (isPlain) {
      const values = take(rows);
      const areAll = areFinite(values);
      release(values);
      if (areAll) {
        kept.add(from, rows.length, null);
        return;
      }
    } else {
      const all = store.take(rows);
      const areAll = all instanceof Float64Array && others.addPlain(all);
      release(all);
      if (areAll) {
        kept.add(from, rows.length, null);
        return;
      }
    }
    const part = selectRows(tableOf(table, rows, names), selection, missing, { isPart: true });
    kept.add(from, rows.length, part.kept);
    others.add(part);
  };
  if (isPlain && selection.columns.every(({ name }) => isFull(table, name))) kept.add(0, facts.count, null);
  else for (let from = 0; from < facts.count; from += most) look(from);
  const { count, rows: keptList } = kept;
  const line = (row: number) => lineOf(facts.lines, keptList?.[row] ?? row);
  if (count === 0) throw dataError(file, 'has a missing value in every row');
  return {
    values: {
      count,
      width: selection.columns.length,
      kind: 'float64',
      ...(isHeld ? { isHeld } : {}),
      take: (rows) => take(keptList === null ? rows : rowsAt(keptList, rows)),
    },
    count,
    ...others.all(),
    source: {
      file,
      place: (row) => placeOf(facts, line(row)),
      ...(facts.hasLines === false ? { index: line } : { line }),
    },
  };
}

function isNumeric({ facts }: StoredTable, { columns }: Selection): boolean {
  const numeric = new Set(facts.columns.flatMap(({ name, isText }) => (isText ? [] : [name])));
  return columns.every(({ name }) => numeric.has(name));
}

/** Whether every row has a number in this column that float32 can represent. */
function isFull({ facts }: StoredTable, name: string): boolean {
  const column = facts.columns.find((each) => each.name === name);
  return (
    column !== undefined &&
    column.cells.numbers === facts.count &&
    column.range?.every((value) => Number.isFinite(Math.fround(value))) === true
  );
}

/** The selected columns of any rows, whatever their values; angles modulo their period. */
function columnTaker({ facts, store }: StoredTable, { columns }: Selection): (rows: ArrayLike<number>) => Float64Array {
  const places = new Map(facts.columns.map(({ name }, index) => [name, index]));
  const chosen = columns.map((column) => ({ from: places.get(column.name) ?? 0, turn: turnOfColumn(column) }));
  const width = chosen.length;
  const isWhole = width === store.width && chosen.every(({ from, turn }, to) => from === to && turn === null);
  return (rows) => {
    const all = store.take(rows);
    if (!(all instanceof Float64Array)) throw new Error('a table has float64 numbers');
    if (isWhole) return all;
    const out = new Float64Array(rows.length * width);
    for (const [to, { from, turn }] of chosen.entries()) {
      for (let read = from, at = to; at < out.length; read += store.width, at += width) {
        out[at] = turn === null ? all[read]! : intoTurn(all[read]!, turn);
      }
    }
    release(all);
    return out;
  };
}

/** Which rows are kept; no list as long as all of them are. */
function keptRows(most: number) {
  let rows: Uint32Array | null = null;
  let count = 0;
  return {
    /** @param kept those of `length` rows that are kept; null: all */
    add(from: number, length: number, kept: Float64Array | null): void {
      const added = kept?.length ?? length;
      if (rows === null && added < length) rows = rowRange(0, most);
      if (rows !== null) for (let i = 0; i < added; i++) rows[count + i] = from + (kept?.[i] ?? i);
      count += added;
    },
    get count() {
      return count;
    },
    get rows() {
      return rows;
    },
  };
}
