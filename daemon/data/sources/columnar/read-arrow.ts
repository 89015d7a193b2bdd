import { CompressionType, setCompressionCodec, tableFromIPC } from '@uwdata/flechette';
import { decompressZstd } from 'hyparquet-compressors';
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { readDataFile } from '../../files/read-data-file.ts';
import { digestOf } from '../../fingerprint.ts';
import { inflateLz4Frame } from '../../formats/lz4-frame.ts';
import type { TableFile } from '../csv/table-file.ts';
import { columnCollector, columnTable } from './column-table.ts';
import type { ColumnarOptions } from './columnar-keys.ts';

const notWritten = (): never => {
  throw new Error('Arrow files are only read');
};

/**
 * Reads an Arrow file (Feather version 2) or stream, also one that is compressed with LZ4 or zstd.
 * @throws FlowscopeError as `readDataFile`; `data` if the file is damaged or has no rows
 */
export async function readArrow(path: string, access: DataAccess, options: ColumnarOptions): Promise<TableFile> {
  const bytes = await readDataFile(path, access);
  try {
    setCompressionCodec(CompressionType.LZ4_FRAME, { decode: inflateLz4Frame, encode: notWritten });
    // A copy begins where numbers of 8 bytes may.
    setCompressionCodec(CompressionType.ZSTD, {
      decode: (packed) => decompressZstd(packed).slice(),
      encode: notWritten,
    });
    const arrow = tableFromIPC(bytes, { useDate: true });
    const rows = Math.min(arrow.numRows, options.limit ?? Infinity);
    const columns = arrow.names.map((name, index) => {
      const column = columnCollector(String(name), options.texts === 'all' || options.texts.includes(String(name)));
      const values: ArrayLike<unknown> = arrow.getChildAt(index).toArray();
      column.add(rows < values.length ? Array.prototype.slice.call(values, 0, rows) : values);
      return column;
    });
    return { table: columnTable(path, columns), digest: digestOf(bytes) };
  } catch (error) {
    if (!(error instanceof Error) || 'exitCode' in error) throw error;
    throw dataError(path, `cannot be read as an Arrow file: ${error.message}`, 'write it again', error);
  }
}
