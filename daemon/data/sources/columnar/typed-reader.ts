/** Tables of files that have typed columns, a block of rows at a time. */
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { standInsOf } from '../../missing/missing-values.ts';
import type { TableReader } from '../csv/cached-table.ts';
import type { Table, TableOptions } from '../csv/read-table.ts';
import type { TableFacts } from '../csv/stored-table.ts';
import { type CellRange, typedColumn } from './typed-column.ts';

/** Takes cells of a column. @param at the first one's place among the rows that are read at once */
export type PutCells = (column: number, range: CellRange, at: number) => void;

/** A file that is read from its first row to its last. */
export interface TypedFile {
  readonly names: readonly string[];
  /** Reads the next rows, at most so many, of all columns. @returns how many; 0: there are no more */
  read(most: number, put: PutCells): Promise<number>;
  /** SHA-256 of the file. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export type OpenTyped = (path: string, access: DataAccess) => Promise<TypedFile>;

export type TypedOptions = Pick<TableOptions, 'limit' | 'texts' | 'missingValues'>;

/** Numbers in a block of rows: 2 MiB. */
const BLOCK = 2 ** 18;

/**
 * @param size numbers in a block of rows
 * @throws FlowscopeError `data` if the file has no columns, or two of the same name; its reader if it has no rows
 */
export function typedReader(path: string, file: TypedFile, options: TypedOptions, size = BLOCK): TableReader {
  const { limit, texts, missingValues } = options;
  const { names } = file;
  checkNames(path, names);
  const kept = new Set(texts);
  const columns = names.map((name) => typedColumn(name, kept.has(name), standInsOf(missingValues, name)));
  let width = names.length;
  const textPlaces = columns.map(({ keepsTexts }) => (keepsTexts ? width++ : -1));
  const block = Math.max(1, Math.floor(size / width));
  let parts: Float64Array[] = [];
  /** What was taken, which the next rows may replace. */
  let used: Float64Array | null = null;
  let count = 0;
  let numbers = 0;
  const facts = (): TableFacts => {
    if (count === 0) throw dataError(path, 'is empty (no rows)');
    return {
      ...{ count, named: true, first: [...names], delimiter: ',', lines: [[0, 0]], hasLines: false },
      columns: columns.map((column) => column.facts()),
    };
  };
  return {
    rows: {
      get kept() {
        return numbers;
      },
      width,
      facts,
      build: () => tableFrom(path, facts(), parts, { width, textPlaces }),
      take() {
        const taken = parts.length === 1 ? parts[0]! : joined(parts, numbers);
        [parts, numbers] = [[], 0];
        used = taken;
        return taken;
      },
    },
    async next() {
      const most = Math.min(block, (limit ?? Infinity) - count);
      if (most <= 0) return false;
      const values = used?.length === most * width ? used : new Float64Array(most * width);
      used = null;
      const read = await file.read(most, (column, range, at) => {
        const start = at * width;
        columns[column]!.add(range, { values, width, at: start + column, textAt: start + textPlaces[column]! });
      });
      if (read === 0) return false;
      parts.push(read < most ? values.slice(0, read * width) : values);
      count += read;
      numbers += read * width;
      return true;
    },
    digest: () => file.digest(),
    close: () => file.close(),
  };
}

function checkNames(path: string, names: readonly string[]): void {
  if (names.length === 0) throw dataError(path, 'has no columns');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw dataError(path, `has two columns named '${twice}'`, 'rename one of them');
}

function tableFrom(
  file: string,
  { columns, ...facts }: TableFacts,
  parts: readonly Float64Array[],
  { width, textPlaces }: { readonly width: number; readonly textPlaces: readonly number[] },
): Table {
  const column = (place: number) => {
    const out = new Float64Array(facts.count);
    let row = 0;
    for (const part of parts) for (let at = place; at < part.length; at += width) out[row++] = part[at]!;
    return out;
  };
  const { named, first, delimiter, count } = facts;
  return {
    ...{ file, count, named, first, delimiter, hasLines: false },
    lines: Float64Array.from({ length: count }, (_, row) => row),
    columns: columns.map(({ isText, values, range: _, ...own }, index) => ({
      ...own,
      numbers: isText ? null : column(index),
      texts: values === null ? null : Array.from(column(textPlaces[index]!), (number) => values[number]!),
    })),
  };
}

function joined(parts: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
