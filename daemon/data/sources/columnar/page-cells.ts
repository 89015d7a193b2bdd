/** Decodes the pages of flat columns of Parquet files. Source: Apache Parquet format 2.11, Data Pages and Encodings.md. */
import { convert } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { ColumnDecoder, PageHeader } from 'hyparquet/src/types.js';
import { release } from '../../stored/stored-rows.ts';
import { readHybrid } from './hybrid-values.ts';

export type PageCells = ReturnType<typeof convert>;

/** Cells of a page of data, those without a value included. @throws Error if it is another page */
export function pageCount(header: PageHeader): number {
  const { type, data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const count = (second ?? first ?? dictionary)?.num_values;
  if (count === undefined) throw new Error(`a page of type ${type} is not supported`);
  return count;
}

/** The values that other pages of the column refer to. @param bytes without the header; freed if nothing refers to them */
export function dictionaryOf(bytes: Uint8Array, header: PageHeader, decoder: ColumnDecoder): PageCells {
  const { uncompressed_page_size: size } = header;
  const page = decompressPage(bytes, Number(size), decoder.codec, decoder.compressors);
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.length), offset: 0 };
  const cells = convert(readPlain(reader, decoder.type, pageCount(header), decoder.element.type_length), decoder);
  return freed(cells, bytes, page);
}

/** The cells of a page of data; null, or NaN among numbers, where there is no value. Parameters as `dictionaryOf`. */
export function pageCells(
  bytes: Uint8Array,
  header: PageHeader,
  decoder: ColumnDecoder,
  dictionary: PageCells | undefined,
): PageCells {
  const { levels, page, encoding } = contentOf(bytes, header, decoder);
  const count = pageCount(header);
  const isPresent = levels === null ? null : new Uint8Array(count);
  let present = count;
  if (levels !== null && isPresent !== null) {
    readHybrid(levels, 1, isPresent);
    present = isPresent.reduce((sum, level) => sum + level, 0);
  }
  const values = valuesOf(page, { count: present, encoding }, decoder, dictionary);
  const cells = isPresent === null || present === count ? values : spread(values, isPresent);
  if (cells !== values && ArrayBuffer.isView(values) && values.buffer !== page.buffer) release(values);
  return freed(cells, bytes, page);
}

interface PageContent {
  /** Which cells have a value, as definition levels; null: all. */
  readonly levels: Uint8Array | null;
  /** The values, inflated. */
  readonly page: Uint8Array;
  readonly encoding: NonNullable<PageHeader['data_page_header']>['encoding'];
}

function contentOf(bytes: Uint8Array, header: PageHeader, decoder: ColumnDecoder): PageContent {
  const { element, codec, compressors } = decoder;
  const size = Number(header.uncompressed_page_size);
  const hasLevels = element.repetition_type === 'OPTIONAL';
  if (header.data_page_header_v2) {
    const { encoding, is_compressed, ...lengths } = header.data_page_header_v2;
    const from = lengths.repetition_levels_byte_length;
    const to = from + lengths.definition_levels_byte_length;
    const packed = bytes.subarray(to);
    // A page without values may be nothing, which is no valid stream.
    const isPacked = is_compressed !== false && size > to;
    const page = isPacked ? decompressPage(packed, size - to, codec, compressors) : packed;
    return { levels: hasLevels ? bytes.subarray(from, to) : null, page, encoding };
  }
  if (!header.data_page_header) throw new Error(`a page of type ${header.type} is not supported`);
  const { encoding } = header.data_page_header;
  const page = decompressPage(bytes, size, codec, compressors);
  if (!hasLevels) return { levels: null, page, encoding };
  const end = 4 + new DataView(page.buffer, page.byteOffset, page.length).getUint32(0, true);
  if (end > page.length) throw new Error('a page is shorter than its levels');
  return { levels: page.subarray(4, end), page: page.subarray(end), encoding };
}

function valuesOf(
  page: Uint8Array,
  { count, encoding }: { readonly count: number; readonly encoding: PageContent['encoding'] },
  decoder: ColumnDecoder,
  dictionary: PageCells | undefined,
): PageCells {
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    if (dictionary === undefined) throw new Error(`column ${decoder.element.name} lacks its dictionary`);
    if (count === 0) return [];
    const places = new Uint32Array(count);
    readHybrid(page.subarray(1), page[0] ?? 0, places);
    return picked(dictionary, places);
  }
  const required = {
    element: { ...decoder.element, repetition_type: 'REQUIRED' as const },
    children: [],
    count: 1,
    path: [],
  };
  const schemaPath = [decoder.schemaPath[0]!, required];
  const levels = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const;
  const { dataPage } = readDataPage(page, { num_values: count, encoding, ...levels }, { ...decoder, schemaPath });
  return convert(dataPage, decoder);
}

/** The values at these places of a dictionary. @throws Error if it has no such place */
function picked(dictionary: PageCells, places: Uint32Array): PageCells {
  let highest = 0;
  for (const place of places) if (place > highest) highest = place;
  if (highest >= dictionary.length)
    throw new Error(`a dictionary of ${dictionary.length} values has no value ${highest}`);
  if (!areNumbers(dictionary)) return Array.from(places, (place) => dictionary[place]);
  const cells = new Float64Array(places.length);
  for (let i = 0; i < cells.length; i++) cells[i] = dictionary[places[i]!]!;
  return cells;
}

/** With null, or NaN among numbers, where there is no value. */
function spread(values: PageCells, isPresent: Uint8Array): PageCells {
  let next = 0;
  if (areNumbers(values)) {
    const cells = new Float64Array(isPresent.length);
    for (let i = 0; i < cells.length; i++) cells[i] = isPresent[i] === 1 ? values[next++]! : Number.NaN;
    return cells;
  }
  const cells: unknown[] = new Array(isPresent.length);
  for (let i = 0; i < cells.length; i++) cells[i] = isPresent[i] === 1 ? values[next++] : null;
  return cells;
}

function areNumbers(cells: PageCells): cells is Exclude<PageCells, BigInt64Array | BigUint64Array | unknown[]> {
  return ArrayBuffer.isView(cells) && !(cells instanceof BigInt64Array || cells instanceof BigUint64Array);
}

/** The cells, after the memory that they do not refer to was freed. */
function freed(cells: PageCells, ...parts: readonly Uint8Array[]): PageCells {
  const own = ArrayBuffer.isView(cells) ? cells.buffer : null;
  // Bytes that are no text refer to their page.
  if (own === null && cells[0] instanceof Uint8Array) return cells;
  for (const { buffer } of parts) {
    if (buffer !== own && buffer.byteLength > 0) release(new Uint8Array(buffer));
  }
  return cells;
}
