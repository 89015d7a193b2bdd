/** The pages of one column of a Parquet file, one after the other. */
import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getSchemaPath, isFlatColumn } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, PageHeader, SchemaElement } from 'hyparquet/src/types.js';
import type { FileRanges } from '../../files/file-ranges.ts';
import { release } from '../../stored/stored-rows.ts';
import { NESTED } from '../csv/read-table.ts';
import { type ByteWindow, byteWindow } from './byte-window.ts';
import { pageCodecs } from './codecs.ts';
import { dictionaryOf, type PageCells, pageCells, pageCount } from './page-cells.ts';
import type { CellRange } from './typed-column.ts';

/** Bytes that are usually enough for the header of a page, and those that always are. */
const HEADER = 2 ** 12;
const LONGEST_HEADER = 2 ** 24;

export interface PageCursor {
  /** Passes on the next cells. @param put takes them, and the number of the first one. @throws Error if there are fewer */
  take(count: number, put: (range: CellRange, at: number) => void): Promise<void>;
  /** Frees what it holds, and is not used any more. */
  close(): void;
}

export interface CursorOptions {
  /** Of the file. */
  readonly schema: SchemaElement[];
  /** Rows of the group. */
  readonly rows: number;
  /** Bytes that are read at once, if pages are smaller. */
  readonly window: number;
}

/**
 * @param column of a group of rows. Lists and structures are not read: a text stands for each
 * @throws Error if it has not as many cells as the group has rows
 */
export function pageCursor(file: FileRanges, column: ColumnMetaData, options: CursorOptions): PageCursor {
  const { schema, rows, window: size } = options;
  const schemaPath = getSchemaPath(schema, column.path_in_schema);
  const { element } = schemaPath.at(-1)!;
  const isFlat = isFlatColumn(schemaPath);
  const values = Number(column.num_values);
  // A list has a value, or a place without one, for each of its items, and one if it has none.
  if (isFlat ? values !== rows : !(values >= rows))
    throw new Error(`column ${column.path_in_schema.join('.')} has ${values} values in a group of ${rows} rows`);
  if (!isFlat) return { take: async (count, put) => put({ cells: () => NESTED, from: 0, to: count }, 0), close() {} };
  const decoder = {
    ...{ pathInSchema: column.path_in_schema, schemaPath, element },
    ...{ type: column.type, codec: column.codec, compressors: pageCodecs, parsers: DEFAULT_PARSERS },
  };
  const from = Number(column.dictionary_page_offset || column.data_page_offset);
  const window = byteWindow(file, { from, to: from + Number(column.total_compressed_size) }, size);
  const pages = pagesOf(window, decoder, rows);
  let page: PageCells = [];
  let used = 0;
  const free = () => {
    if (ArrayBuffer.isView(page)) release(page);
    page = [];
  };
  return {
    async take(count, put) {
      for (let done = 0; done < count; ) {
        if (used === page.length) {
          free();
          const next = await pages.next();
          if (next.done) throw new Error(`column ${element.name} ends too early`);
          [page, used] = [next.value, 0];
        }
        const to = Math.min(page.length, used + count - done);
        put({ cells: page, from: used, to }, done);
        done += to - used;
        used = to;
      }
    },
    close() {
      free();
      window.close();
    },
  };
}

/** @param rows cells that all pages have together @throws Error if a page has more */
async function* pagesOf(window: ByteWindow, decoder: ColumnDecoder, rows: number): AsyncGenerator<PageCells> {
  let dictionary: PageCells | undefined;
  for (let left = rows; left > 0 && window.left > 0; ) {
    const header = await nextHeader(window);
    if (header.type === 'INDEX_PAGE') {
      window.skip(header.compressed_page_size);
      continue;
    }
    const count = pageCount(header);
    if (header.type !== 'DICTIONARY_PAGE' && !(count >= 0 && count <= left))
      throw new Error(`a page of column ${decoder.element.name} has ${count} values, of which ${left} are left`);
    const bytes = await window.take(header.compressed_page_size);
    if (header.type === 'DICTIONARY_PAGE') {
      dictionary = dictionaryOf(bytes, header, decoder);
      continue;
    }
    left -= count;
    // Those of the last page are all that is left of it.
    if (left === 0) window.close();
    if (count > 0) yield pageCells(bytes, header, decoder, dictionary);
    else release(bytes);
  }
}

async function nextHeader(window: ByteWindow): Promise<PageHeader> {
  for (let length = HEADER; ; length *= 16) {
    const bytes = await window.peek(length);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
    try {
      const header = parquetHeader(reader);
      window.skip(reader.offset);
      return header;
    } catch (error) {
      // A header may contain long texts.
      if (bytes.length >= Math.min(window.left, LONGEST_HEADER)) throw error;
    }
  }
}
