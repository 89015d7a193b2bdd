/** Arrays that are too large to be read at once: their rows stay in their own file. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { endianness } from 'node:os';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { DataAccess } from '../../definition.ts';
import { dataChunks } from '../../files/data-chunks.ts';
import { dataError } from '../../files/data-error.ts';
import { resolveDataPath } from '../../files/open-data-file.ts';
import { isNpy } from '../../files/read-array.ts';
import { readDataPrefix } from '../../files/read-data-file.ts';
import { type NpyHeader, readNpyHeader } from '../../formats/npy-header.ts';
import { fileRows } from '../../stored/file-rows.ts';
import type { RowStore } from '../../stored/row-store.ts';

/** Numbers of an array that is read at once: 16 MiB of float64. */
const HELD = 2 ** 21;
/** Bytes of the longest header. */
const HEADER = 16_384;

export interface LargeNpy {
  readonly shape: readonly number[];
  /** Rows of float32 or float64 numbers. */
  readonly store: RowStore;
  /** SHA-256 of the file. */
  digest(): Promise<string>;
}

/** null: the array is small, or its bytes are not the numbers in the order of this machine. */
export async function openLargeNpy(path: string, access: DataAccess): Promise<LargeNpy | null> {
  if (access.most !== undefined) return null;
  const { bytes, size } = await readDataPrefix(path, access, HEADER);
  if (!isNpy(bytes)) return null;
  const header = readNpyHeader(bytes, path);
  const numbers = sizeOf(header.shape);
  const held = access.cache?.held === undefined ? HELD : Math.min(HELD, access.cache.held / 8);
  if (numbers <= held || !isRaw(header)) return null;
  if (numbers * header.itemSize !== size - header.offset) return null;
  const file = openSync(await resolveDataPath(path, access), 'r');
  const store = numberRows(file, path, header);
  // Copies of the store share its function.
  CLOSING.register(store.take, file);
  return {
    shape: header.shape,
    store,
    async digest() {
      const hash = createHash('sha256');
      for await (const chunk of dataChunks(path, access)) hash.update(chunk);
      return hash.digest('hex');
    },
  };
}

const CLOSING = new FinalizationRegistry<number>((file) => closeSync(file));

function isRaw({ kind, itemSize, littleEndian, fortranOrder, shape, fields }: NpyHeader): boolean {
  if (fields !== undefined || kind !== 'f' || itemSize === 2) return false;
  return littleEndian === (endianness() === 'LE') && (!fortranOrder || shape.length < 2);
}

function numberRows(file: number, path: string, { itemSize, offset, shape }: NpyHeader): RowStore {
  const [count = 0, ...point] = shape;
  const width = sizeOf(point);
  const failed = (cause: unknown) => dataError(path, 'cannot be read', undefined, cause);
  const rows = fileRows(file, { count, width: width * itemSize, offset }, failed);
  const { mtimeMs, size } = fstatSync(file);
  return {
    count,
    width,
    kind: itemSize === 4 ? 'float32' : 'float64',
    take(chosen) {
      const { buffer, byteOffset } = rows.take(chosen);
      const now = fstatSync(file);
      if (now.mtimeMs !== mtimeMs || now.size !== size) {
        throw dataError(
          path,
          'was changed while it was in use',
          'leave the file as it is during a run, and resume the run',
        );
      }
      const length = chosen.length * width;
      return itemSize === 4
        ? new Float32Array(buffer, byteOffset, length)
        : new Float64Array(buffer, byteOffset, length);
    },
  };
}
