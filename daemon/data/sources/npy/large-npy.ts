/** Arrays that are too large to be read at once: their rows stay in their own file, or in a cache file. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { endianness } from 'node:os';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { openFileRanges } from '../../files/file-ranges.ts';
import { resolveDataPath } from '../../files/open-data-file.ts';
import { type NpyArray, numbersOf, recordFacts } from '../../formats/npy.ts';
import { type NpyHeader, readNpyHeader } from '../../formats/npy-header.ts';
import { fileRows } from '../../stored/file-rows.ts';
import { heldOfTable } from '../../stored/kept-rows.ts';
import type { RowStore } from '../../stored/row-store.ts';
import { type ArrayContent, openArrayContent } from './array-content.ts';
import { convertedRows, firstRows } from './converted-rows.ts';

/** Numbers of an array that is read at once: 16 MiB of float64. */
const HELD = 2 ** 21;

export interface LargeNpy extends Omit<NpyArray, 'values'> {
  /** Rows of float32 or float64 numbers, at least as many as are asked for. */
  readonly store: RowStore;
  /** SHA-256 of the file. */
  digest(): Promise<string>;
}

export interface LargeRequest {
  /** Name of the array in an archive with several. */
  readonly array?: string | undefined;
  /** Rows that are needed; null: all. */
  readonly limit: number | null;
}

/** null: the array is small, or can only be read at once. Errors as `openArrayContent` and `convertedRows`. */
export function openLargeNpy(path: string, request: LargeRequest, access: DataAccess): Promise<LargeNpy | null> {
  return withLarge(path, request, access, async (content, large) => storeOf(path, content, large, access));
}

/** The first rows of a large array, with at most so many numbers; null as `openLargeNpy`. Errors as `openArrayContent`. */
export function beginningOfLarge(
  path: string,
  request: LargeRequest & { readonly most: number },
  access: DataAccess,
): Promise<(NpyArray & { readonly count: number }) | null> {
  return withLarge(path, request, access, async (content, { header, facts, rows }) => {
    const first = Math.min(rows, Math.max(1, Math.floor(request.most / sizeOf(facts.shape.slice(1)))));
    const { bytes } = await firstRows(content, header, first);
    const shape = [first, ...facts.shape.slice(1)];
    return {
      ...facts,
      shape,
      values: numbersOf(bytes, { ...header, shape: [first, ...header.shape.slice(1)] }, path),
      count: rows,
    };
  });
}

interface LargeArray {
  readonly header: NpyHeader;
  readonly facts: Omit<NpyArray, 'values'>;
  /** That are needed. */
  readonly rows: number;
  readonly numbers: number;
}

async function withLarge<T>(
  path: string,
  request: LargeRequest,
  access: DataAccess,
  use: (content: ArrayContent, large: LargeArray) => Promise<T | null>,
): Promise<T | null> {
  if (access.most !== undefined) return null;
  const content = await openArrayContent(path, request.array, access);
  if (content === null) return null;
  try {
    const large = largeArray(content, request, access);
    return large && (await use(content, large));
  } finally {
    await content.file.close();
  }
}

function largeArray(content: ArrayContent, { limit }: LargeRequest, access: DataAccess): LargeArray | null {
  const header = readNpyHeader(content.start, content.name);
  const { shape, itemSize, offset, kind, fields, fortranOrder } = header;
  const count = shape[0] ?? 0;
  const rows = Math.min(count, limit ?? count);
  const numbers = (sizeOf(shape) / Math.max(1, count)) * rows * (fields?.length ?? 1);
  const held = access.cache?.held === undefined ? HELD : Math.min(HELD, access.cache.held / 8);
  if (numbers <= held || (fortranOrder && shape.length > 1)) return null;
  // Reading it at once says what is wrong.
  if (sizeOf(shape) * itemSize !== content.size - offset) return null;
  const facts = fields ? recordFacts(header, fields, content.name) : { shape, integer: kind !== 'f' };
  return { header, facts, rows, numbers };
}

async function storeOf(
  path: string,
  content: ArrayContent,
  { header, facts, rows, numbers }: LargeArray,
  access: DataAccess,
): Promise<LargeNpy | null> {
  if (content.offset !== null && isRaw(header)) {
    const store = await numberRows(path, header, content.offset + header.offset, access);
    return { ...facts, store, digest: () => digestOf(path, access) };
  }
  try {
    const { store, digest } = await convertedRows(path, content, { header, rows }, access);
    return { ...facts, store, digest: async () => digest };
  } catch (error) {
    const isCache = error instanceof FlowscopeError && error.cause !== undefined && error.code !== 'data';
    // What cannot be cached must fit into memory.
    if (isCache && numbers * Float32Array.BYTES_PER_ELEMENT <= heldOfTable(access)) return null;
    throw error;
  }
}

async function digestOf(path: string, access: DataAccess): Promise<string> {
  const file = await openFileRanges(path, access);
  try {
    return await file.digest();
  } finally {
    await file.close();
  }
}

const CLOSING = new FinalizationRegistry<number>((file) => closeSync(file));

function isRaw({ kind, itemSize, littleEndian, fields }: NpyHeader): boolean {
  return fields === undefined && kind === 'f' && itemSize > 2 && littleEndian === (endianness() === 'LE');
}

/** @param offset of the first row in the file */
async function numberRows(
  path: string,
  { itemSize, shape }: NpyHeader,
  offset: number,
  access: DataAccess,
): Promise<RowStore> {
  const [count = 0, ...point] = shape;
  const width = sizeOf(point);
  const failed = (cause: unknown) => dataError(path, 'cannot be read', undefined, cause);
  const file = openSync(await resolveDataPath(path, access), 'r');
  const rows = fileRows(file, { count, width: width * itemSize, offset }, failed);
  // Copies of the store share its function.
  const store: RowStore = {
    count,
    width,
    kind: itemSize === 4 ? 'float32' : 'float64',
    take: takerOf(rows, file, { path, itemSize, width }),
  };
  CLOSING.register(store.take, file);
  return store;
}

function takerOf(
  rows: RowStore,
  file: number,
  { path, itemSize, width }: { readonly path: string; readonly itemSize: number; readonly width: number },
): RowStore['take'] {
  const { mtimeMs, size } = fstatSync(file);
  return (chosen) => {
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
    return itemSize === 4 ? new Float32Array(buffer, byteOffset, length) : new Float64Array(buffer, byteOffset, length);
  };
}
