import { CompressionType, setCompressionCodec, type Table, tableFromIPC } from '@uwdata/flechette';
import type { DataAccess } from '../../definition.ts';
import { type FileRanges, openFileRanges } from '../../files/file-ranges.ts';
import { inflateLz4Frame } from '../../formats/lz4-frame.ts';
import { release } from '../../stored/stored-rows.ts';
import { type ArrowMessage, arrowMessages, isArrowFile } from './arrow-messages.ts';
import { inflateZstd } from './codecs.ts';
import { reading } from './damaged-file.ts';
import { inflatedBatch } from './inflate-batch.ts';
import type { Cells } from './typed-column.ts';
import type { PutCells, TypedFile } from './typed-reader.ts';

const notWritten = (): never => {
  throw new Error('Arrow files are only read');
};

/** By the numbers of `CompressionType`. */
const INFLATERS = [inflateLz4Frame, inflateZstd] as const;

/**
 * Opens an Arrow file (Feather version 2) or stream, also one that is compressed with LZ4 or zstd, of which one batch of rows is
 * in memory at a time.
 * @param large bytes of batches whose buffers are inflated one at a time
 * @throws FlowscopeError as `openFileRanges`; `data` if the file is damaged, also when it is read
 */
export async function openArrow(path: string, access: DataAccess, large = LARGE): Promise<TypedFile> {
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: INFLATERS[0], encode: notWritten });
  // A copy begins where numbers of 8 bytes may.
  setCompressionCodec(CompressionType.ZSTD, {
    decode: (packed) => new Uint8Array(INFLATERS[1](packed)),
    encode: notWritten,
  });
  const file = await openFileRanges(path, access);
  const guarded = <T>(part: () => Promise<T>) => reading(path, access, 'an Arrow file', part);
  try {
    const { names, batches } = await guarded(() => batchesOf(file, large));
    const rows = rowsOf(batches);
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

async function batchesOf(file: FileRanges, large: number) {
  const isFile = await isArrowFile(file);
  const messages = await arrowMessages(file, isFile);
  const schema = await contentOf(file, messages[0]!);
  return {
    names: tableFromIPC([schema]).names.map(String),
    batches: tablesOf(file, schema, messages, { isFile, large }),
  };
}

/** Each batch as a separate table, with the dictionaries that it may use. */
async function* tablesOf(
  file: FileRanges,
  schema: Uint8Array,
  messages: readonly ArrowMessage[],
  { isFile, large }: { readonly isFile: boolean; readonly large: number },
) {
  const dictionaries: Uint8Array[] = [];
  const add = async (message: ArrowMessage) => dictionaries.push(await contentOf(file, message));
  if (isFile) for (const message of messages) if (message.kind === 'dictionary') await add(message);
  for (const message of messages) {
    if (message.kind === 'dictionary' && !isFile) await add(message);
    if (message.kind !== 'rows') continue;
    const content = await batchOf(file, message, large);
    const table = tableFromIPC([schema, ...dictionaries, content], { useDate: true });
    // A row has at least a bit; a damaged number of rows would take forever.
    if (table.numRows > 8 * content.length)
      throw new Error(`a batch has ${content.length} bytes and ${table.numRows} rows`);
    yield table;
    release(content);
  }
}

function rowsOf(batches: AsyncGenerator<Table>) {
  let columns: readonly Cells[] = [];
  let count = 0;
  let used = 0;
  return async (most: number, put: PutCells): Promise<number> => {
    while (used === count) {
      // The memory of a batch is free before the next one is read.
      columns = [];
      const { value: batch } = await batches.next();
      if (!batch) return 0;
      columns = batch.names.map((_: unknown, index: number) => cellsOf(batch, index));
      [count, used] = [batch.numRows, 0];
    }
    const to = Math.min(count, used + most);
    for (const [column, cells] of columns.entries()) put(column, { cells, from: used, to }, 0);
    const read = to - used;
    used = to;
    return read;
  };
}

/** Numbers as they are in the file, if all are there; other cells are made one by one. */
function cellsOf(batch: Table, index: number): Cells {
  const column = batch.getChildAt(index);
  const values: unknown = column.nullCount === 0 ? column.data[0]?.values : null;
  const isPlain = values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array;
  return isPlain && column.toArray() === values ? values : (row) => column.at(row);
}

/** Bytes of batches whose buffers are inflated one at a time: 8 MiB. */
const LARGE = 2 ** 23;

function contentOf(file: FileRanges, { from, to }: ArrowMessage): Promise<Uint8Array> {
  return file.read(from, to);
}

async function batchOf(file: FileRanges, message: ArrowMessage, large: number): Promise<Uint8Array> {
  const inflated = message.to - message.from < large ? null : await inflatedBatch(file, message, INFLATERS);
  return inflated ?? contentOf(file, message);
}
