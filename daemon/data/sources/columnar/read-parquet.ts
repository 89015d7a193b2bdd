import { type FileMetaData, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { type FileRanges, openFileRanges } from '../../files/file-ranges.ts';
import { reading } from './damaged-file.ts';
import { type PageCursor, pageCursor } from './parquet-pages.ts';
import type { PutCells, TypedFile } from './typed-reader.ts';

/**
 * Opens a Parquet file, of which a page of each column is in memory at a time.
 * @throws FlowscopeError as `openFileRanges`; `data` if the file is damaged, also when it is read
 */
export async function openParquet(path: string, access: DataAccess): Promise<TypedFile> {
  const file = await openFileRanges(path, access);
  const guarded = <T>(part: () => Promise<T>) => reading(path, access, 'a Parquet file', part);
  try {
    const metadata = await guarded(() => metadataOf(file));
    const names = await guarded(async () => parquetSchema(metadata).children.map(({ element }) => element.name));
    const rows = rowsOf(file, path, metadata, names);
    return {
      names,
      read: (most, put) => guarded(() => rows(most, put)),
      digest: () => file.digest(),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function metadataOf(file: FileRanges): Promise<FileMetaData> {
  return parquetMetadataAsync({
    byteLength: file.size,
    slice: async (start, end) => (await file.read(start, end ?? file.size)).buffer,
  });
}

function rowsOf(file: FileRanges, path: string, metadata: FileMetaData, names: readonly string[]) {
  const groups = metadata.row_groups.filter(({ num_rows }) => num_rows > 0n);
  let group = 0;
  let left = 0;
  let cursors: readonly PageCursor[] = [];
  const open = (): void => {
    const { columns, num_rows } = groups[group++]!;
    left = Number(num_rows);
    cursors = names.map((name) => {
      // A list or a structure has a column for each of its parts.
      const column = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
      if (column?.file_path) throw dataError(path, 'has its columns in other files', 'write one file');
      if (column?.meta_data === undefined) throw new Error(`column ${name} is missing in a group of rows`);
      return pageCursor(file, metadata.schema, column.meta_data);
    });
  };
  return async (most: number, put: PutCells): Promise<number> => {
    if (left === 0 && group === groups.length) return 0;
    if (left === 0) open();
    const count = Math.min(most, left);
    for (const [column, cursor] of cursors.entries()) {
      await cursor.take(count, (range, at) => put(column, range, at));
    }
    left -= count;
    return count;
  };
}
