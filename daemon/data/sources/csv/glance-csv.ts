import type { ColumnGlance, DataAccess } from '../../definition.ts';
import type { CsvConfig } from './csv-source.ts';
import type { TableColumn } from './read-table.ts';
import { readTableBeginning } from './table-file.ts';

/** Bytes, and rows in them. */
const START = 65_536;
const ROWS = 100;

/**
 * The columns at the beginning of a table.
 * @throws FlowscopeError as `readTableBeginning`
 */
export async function glanceCsv(
  { path, delimiter, header, missingValues }: Pick<CsvConfig, 'path' | 'delimiter' | 'header' | 'missingValues'>,
  access: DataAccess,
): Promise<readonly ColumnGlance[]> {
  const { columns } = await readTableBeginning(
    path,
    access,
    { delimiter, header, limit: ROWS, texts: [], missingValues },
    { piece: START },
  );
  return columns.map((column) => ({ name: column.name, type: typeOfColumn(column) }));
}

/** What the rows that were read show of a column. */
export function typeOfColumn({ numbers, cells }: TableColumn): ColumnGlance['type'] {
  if (numbers === null) return 'text';
  if (cells.numbers === 0) return 'empty';
  return numbers.every((value) => Number.isNaN(value) || Number.isInteger(value)) ? 'integer' : 'number';
}
