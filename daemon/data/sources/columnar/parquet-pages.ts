/** The pages of one column of a Parquet file, one after the other. */
import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getSchemaPath, isFlatColumn } from 'hyparquet/src/schema.js';
import type { SchemaElement } from 'hyparquet/src/types.js';
import { compressors } from 'hyparquet-compressors';
import type { FileRanges } from '../../files/file-ranges.ts';
import { type CellRange, NESTED } from './typed-column.ts';

type Page = ReturnType<typeof convert>;

/** Bytes that are read where a page begins, before its size is known: 256 KiB. */
const WINDOW = 2 ** 18;

export interface PageCursor {
  /** Passes on the next cells. @param put takes them, and the number of the first one. @throws Error if there are fewer */
  take(count: number, put: (range: CellRange, at: number) => void): Promise<void>;
}

/** @param schema of the file @param column of a group of rows. Lists and structures are not read: a text stands for each */
export function pageCursor(file: FileRanges, schema: SchemaElement[], column: ColumnMetaData): PageCursor {
  const schemaPath = getSchemaPath(schema, column.path_in_schema);
  if (!isFlatColumn(schemaPath)) {
    return { take: async (count, put) => put({ cells: () => NESTED, from: 0, to: count }, 0) };
  }
  const { element } = schemaPath.at(-1)!;
  const decoder = {
    ...{ pathInSchema: column.path_in_schema, schemaPath, element },
    ...{ type: column.type, codec: column.codec, compressors, parsers: DEFAULT_PARSERS },
  };
  let at = Number(column.dictionary_page_offset || column.data_page_offset);
  const end = at + Number(column.total_compressed_size);
  let dictionary: Page | undefined;
  let page: Page = [];
  let used = 0;

  const nextPage = async (): Promise<boolean> => {
    while (at < end) {
      let bytes = await file.read(at, Math.min(end, at + WINDOW));
      const reader = { view: new DataView(bytes.buffer), offset: 0 };
      const header = parquetHeader(reader);
      const size = reader.offset + header.compressed_page_size;
      if (size > bytes.length) bytes = await file.read(at, at + size);
      reader.view = new DataView(bytes.buffer);
      at += size;
      if (header.type === 'INDEX_PAGE') continue;
      const { data } = readPage(reader, header, decoder, dictionary, undefined, 0);
      if (data === undefined || data.length === 0) continue;
      if (header.type === 'DICTIONARY_PAGE') {
        dictionary = convert(data, decoder);
        continue;
      }
      [page, used] = [data, 0];
      return true;
    }
    return false;
  };

  return {
    async take(count, put) {
      for (let done = 0; done < count; ) {
        if (used === page.length && !(await nextPage())) throw new Error(`column ${element.name} ends too early`);
        const to = Math.min(page.length, used + count - done);
        put({ cells: page, from: used, to }, done);
        done += to - used;
        used = to;
      }
    },
  };
}
