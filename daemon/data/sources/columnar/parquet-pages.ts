/** The pages of one column of a Parquet file, one after the other. */
import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, convertWithDictionary, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { getSchemaPath, isFlatColumn } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, DataPage, DataPageHeader, PageHeader, SchemaElement } from 'hyparquet/src/types.js';
import type { FileRanges } from '../../files/file-ranges.ts';
import { release } from '../../stored/stored-rows.ts';
import { pageCodecs } from './codecs.ts';
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
    ...{ type: column.type, codec: column.codec, compressors: pageCodecs, parsers: DEFAULT_PARSERS },
  };
  let at = Number(column.dictionary_page_offset || column.data_page_offset);
  const end = at + Number(column.total_compressed_size);
  let dictionary: Page | undefined;
  let page: Page = [];
  let used = 0;

  const nextPage = async (): Promise<boolean> => {
    if (page instanceof Float64Array || page instanceof Float32Array) release(page);
    page = [];
    while (at < end) {
      let bytes = await file.read(at, Math.min(end, at + WINDOW));
      const reader = { view: new DataView(bytes.buffer), offset: 0 };
      const header = parquetHeader(reader);
      const size = reader.offset + header.compressed_page_size;
      if (size > bytes.length) bytes = joined(bytes, await file.read(at + bytes.length, at + size));
      reader.view = new DataView(bytes.buffer);
      at += size;
      if (header.type === 'INDEX_PAGE') continue;
      if (header.type === 'DICTIONARY_PAGE') {
        const { data } = readPage(reader, header, decoder, undefined, undefined, 0);
        dictionary = data && convert(data, decoder);
        continue;
      }
      const data = cellsOf(bytes.subarray(reader.offset, size), header, decoder, dictionary);
      // Inflated values are elsewhere.
      if (decoder.codec !== 'UNCOMPRESSED') release(bytes);
      if (data.length === 0) continue;
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

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** The cells of a page; null where there is none. */
function cellsOf(bytes: Uint8Array, header: PageHeader, decoder: ColumnDecoder, dictionary: Page | undefined): Page {
  const { definitionLevels, dataPage } = contentOf(bytes, header, decoder);
  const { encoding } = header.data_page_header ?? header.data_page_header_v2!;
  const values = convertWithDictionary(dataPage, dictionary, encoding, decoder);
  if (definitionLevels === undefined || definitionLevels.length <= values.length) return values;
  const cells: unknown[] = new Array(definitionLevels.length);
  let next = 0;
  // A flat column has two levels: no value, and one.
  for (let i = 0; i < cells.length; i++) cells[i] = definitionLevels[i] === 1 ? values[next++] : null;
  return cells;
}

function contentOf(bytes: Uint8Array, header: PageHeader, decoder: ColumnDecoder): DataPage {
  if (header.data_page_header_v2) return readDataPageV2(bytes, header, decoder);
  if (!header.data_page_header) throw new Error(`a page of type ${header.type} is not supported`);
  const page = decompressPage(bytes, Number(header.uncompressed_page_size), decoder.codec, decoder.compressors);
  const full = withoutLevels(page, header.data_page_header, decoder);
  if (full === null) return readDataPage(page, header.data_page_header, decoder);
  const { element } = decoder;
  const required = { element: { ...element, repetition_type: 'REQUIRED' as const }, children: [], count: 1, path: [] };
  return readDataPage(full, header.data_page_header, { ...decoder, schemaPath: [decoder.schemaPath[0]!, required] });
}

/**
 * A page of a column that may lack values, but lacks none here, as one that may not; null if it lacks some, or nothing says so.
 * That saves an array with a level for each value. Source: Parquet format, RLE/bit-packing hybrid of definition levels.
 */
function withoutLevels(
  page: Uint8Array,
  { num_values }: DataPageHeader,
  { element }: ColumnDecoder,
): Uint8Array | null {
  if (element.repetition_type !== 'OPTIONAL' || page.length < 6) return null;
  const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
  let [header, shift, at] = [0, 0, 4];
  for (let more = true; more && shift < 28; shift += 7, at++) {
    header |= (page[at]! & 0x7f) << shift;
    more = page[at]! >= 0x80;
  }
  const isOneRun = (header & 1) === 0 && header >>> 1 === num_values && at + 1 === 4 + length;
  return isOneRun && page[at] === 1 ? page.subarray(4 + length) : null;
}
