/** Rows of a CSV file that a command names. */
import { cut } from '../../errors/cut.ts';
import type { ContextColumn, ModelledCategory } from '../definition.ts';
import { dataError } from '../files/data-error.ts';
import { finiteValues } from '../finite-values.ts';
import type { LeavingOut } from '../leave-out.ts';
import { type MissingRows, renamedEntries } from '../missing/missing-values.ts';
import { encodeCategories } from '../modelled-categories.ts';
import { readTable, type Table, type TableOptions } from '../sources/csv/read-table.ts';
import { selectRows } from '../sources/csv/select-columns.ts';
import { headerDoubt } from '../sources/csv/table-doubts.ts';
import { standInCells, tableReading } from '../sources/csv/table-reading.ts';
import type { ColumnChoices, Matrix } from './read-matrix.ts';

interface LikeTable {
  readonly categories: readonly ModelledCategory[];
  readonly weight: string | undefined;
  readonly missing: MissingRows;
  readonly leaving: LeavingOut;
}

/** As `readMatrix`. */
export function csvRows(
  bytes: Uint8Array,
  path: string,
  choices: ColumnChoices,
  encoding: readonly ContextColumn[],
  { categories, weight, missing, leaving }: LikeTable,
): Matrix {
  const named = new Set(categories.map(({ column }) => choices[0][column]));
  const texts = [...encoding.map((entry) => entry.column), ...named].filter((name) => name !== undefined);
  const options = { delimiter: 'auto', limit: null, texts, missingValues: missing.values };
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
  const table = isByPlace ? renamed(bytes, read, columns, { ...options, header: false }) : read;
  const selection = {
    columns: columns.map((name) => ({ name, period: null, as: named.has(name) ? 'category' : 'number' }) as const),
    context: encoding.map(({ column, kind }) => ({ column, as: kind })),
    // The rows of a file without it count alike.
    ...(table.columns.some(({ name }) => name === weight) ? { weight } : {}),
    ...(missing.values === undefined ? {} : { missingValues: missing.values }),
  };
  const rows = selectRows(table, selection, missing.how, { fixed: true });
  const { values, count, context, source, weights } = rows;
  encodeCategories(categories, rows.categories, { values, width: columns.length, source });
  const files = [{ read: table.count, kept: rows, standIns: standInCells(table.columns) }];
  const reading = tableReading(table, selection, files, leaving);
  const own = weights === undefined ? {} : { weights };
  return { columns, values: finiteValues(values, columns, source), count, context, source, reading, ...own };
}

function fits(names: readonly string[], { named, columns }: Table): boolean {
  return named ? columns.some(({ name }) => name === names.at(-1)) : columns.length === names.length;
}

/** The columns of a file without a header line are taken by position. */
function renamed(bytes: Uint8Array, read: Table, names: readonly string[], options: TableOptions): Table {
  const { missingValues } = options;
  const places = new Map(names.map((name, j) => [name, read.columns[j]!.name]));
  const own = renamedEntries(missingValues, (name) => places.get(String(name)) ?? null);
  // What stands for a missing value may be said of a column by its name.
  const isOwn = missingValues?.some((entry) => typeof entry === 'object') === true;
  const table = isOwn ? readTable(bytes, read.file, { ...options, missingValues: own }) : read;
  return { ...table, columns: table.columns.map((column, j) => ({ ...column, name: names[j]! })) };
}
