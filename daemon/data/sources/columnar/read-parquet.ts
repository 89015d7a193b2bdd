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
    const rows = await guarded(async () => rowsOf(file, path, metadata, names));
    return {
      names,
      read: (most, put) => guarded(() => rows.read(most, put)),
      digest: () => file.digest(),
      close: () => {
        rows.close();
        return file.close();
      },
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

/** Bytes of the windows through which all columns of a group of rows are read, and the most and the least of one. */
const WINDOWS = 2 ** 23;
const WINDOW = { most: 2 ** 18, least: 2 ** 13 };

/** @throws Error if the numbers of rows that the file states are not the same */
function rowsOf(file: FileRanges, path: string, metadata: FileMetaData, names: readonly string[]) {
  const groups = metadata.row_groups.filter(({ num_rows }) => num_rows > 0n);
  const rows = groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  if (rows !== metadata.num_rows)
    throw new Error(`its groups of rows have ${rows} rows, and the file states ${metadata.num_rows}`);
  const window = Math.min(WINDOW.most, Math.max(WINDOW.least, Math.floor(WINDOWS / names.length)));
  let group = 0;
  let left = 0;
  let cursors: readonly PageCursor[] = [];
  const close = () => {
    for (const cursor of cursors) cursor.close();
    cursors = [];
  };
  const open = (): void => {
    close();
    const { columns, num_rows } = groups[group++]!;
    left = Number(num_rows);
    cursors = names.map((name) => {
      // A list or a structure has a column for each of its parts.
      const column = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
      if (column?.file_path) throw dataError(path, 'has its columns in other files', 'write one file');
      if (column?.meta_data === undefined) throw new Error(`column ${name} is missing in a group of rows`);
      return pageCursor(file, column.meta_data, { schema: metadata.schema, rows: left, window });
    });
  };
  return {
    async read(most: number, put: PutCells): Promise<number> {
      if (left === 0 && group === groups.length) {
        close();
        return 0;
      }
      if (left === 0) open();
      const count = Math.min(most, left);
      for (const [column, cursor] of cursors.entries()) {
        await cursor.take(count, (range, at) => put(column, range, at));
      }
      left -= count;
      return count;
    },
    close,
  };
}
