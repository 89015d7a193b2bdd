import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { digestOf } from '../../fingerprint.ts';
import type { TableFile } from '../csv/table-file.ts';
import { columnCollector, columnTable } from './column-table.ts';
import type { ColumnarOptions } from './columnar-keys.ts';

/**
 * Reads a Parquet file, a group of rows at a time.
 * @throws FlowscopeError as `readDataFile`; `data` if the file is damaged or has no rows
 */
export async function readParquet(path: string, access: DataAccess, options: ColumnarOptions): Promise<TableFile> {
  const bytes = await readDataFile(path, access);
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start, end) => Uint8Array.prototype.slice.call(bytes, start, end).buffer,
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    const names = topLevelNames(metadata.schema);
    const columns = names.map((name) => columnCollector(name, options.texts === 'all' || options.texts.includes(name)));
    const rows = Math.min(Number(metadata.num_rows), options.limit ?? Infinity);
    let from = 0;
    for (const group of metadata.row_groups) {
      const to = Math.min(rows, from + Number(group.num_rows));
      if (to <= from) break;
      for (const [index, name] of names.entries()) {
        await parquetRead({
          ...{ file, metadata, compressors, columns: [name], rowStart: from, rowEnd: to },
          onComplete: (cells: unknown[][]) => columns[index]!.add(cells.map((row) => row[0])),
        });
      }
      from = to;
    }
    return { table: columnTable(path, columns), digest: digestOf(bytes) };
  } catch (error) {
    throw asDataError(error, path);
  }
}

/** Of a flattened tree: each element with children is followed by them. */
function topLevelNames(schema: readonly { readonly name: string; readonly num_children?: number }[]): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    const { num_children = 0 } = schema[at++]!;
    for (let child = 0; child < num_children; child++) skip();
  };
  while (at < schema.length) {
    names.push(schema[at]!.name);
    skip();
  }
  return names;
}

function asDataError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error.name === 'FlowscopeError' || 'exitCode' in error) return error;
  return dataError(path, `cannot be read as a Parquet file: ${error.message}`, 'write it again', error);
}
