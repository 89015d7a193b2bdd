import type { ColumnGlance, DataAccess } from '../../definition.ts';
import { readDataPrefix } from '../../files/read-data-file.ts';
import type { CsvConfig } from './csv-source.ts';
import { readTable, type TableColumn } from './read-table.ts';

/** Bytes, and rows in them. */
const START = 65_536;
const ROWS = 100;
const LINE_FEED = 0x0a;

/**
 * The columns at the beginning of a table.
 * @throws FlowscopeError as `readDataPrefix` and `readTable`
 */
export async function glanceCsv(
  { path, delimiter, header }: Pick<CsvConfig, 'path' | 'delimiter' | 'header'>,
  access: DataAccess,
): Promise<readonly ColumnGlance[]> {
  const { bytes, size } = await readDataPrefix(path, access, START);
  const whole = bytes.length < size ? bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1) : bytes;
  const { columns } = readTable(whole, path, { delimiter, header, limit: ROWS, texts: [] });
  return columns.map((column) => ({ name: column.name, type: typeOf(column) }));
}

function typeOf({ numbers, cells }: TableColumn): ColumnGlance['type'] {
  if (numbers === null) return 'text';
  if (cells.numbers === 0) return 'empty';
  return numbers.every((value) => Number.isNaN(value) || Number.isInteger(value)) ? 'integer' : 'number';
}
