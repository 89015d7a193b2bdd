/**
 * The safetensors format: u64 length, JSON header, tensors; little-endian, row-major.
 * Source: the format section of the safetensors project's README.
 */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { maybeLock } from '../directory/run-file.ts';
import { checkpointError } from './checkpoint-error.ts';
import { MAXIMUM_HEADER_BYTES, parseHeader, type TensorEntry } from './safetensors-header.ts';
import {
  allocate,
  BYTES_PER_ELEMENT,
  bytesOf,
  type SavedDType,
  type SavedTensor,
  type SavedTensors,
  savedDType,
} from './tensor-file.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const PREFIX_BYTES = 8;

/**
 * The bytes of a safetensors file in pieces of at most 4 MiB; tensors are not copied. Tensors are ordered by descending
 * element size, then by name: each is aligned to its element size, and equal content gives equal bytes.
 */
export function* safetensorsChunks(
  tensors: SavedTensors,
  metadata: Readonly<Record<string, string>>,
): Generator<Uint8Array> {
  const names = [...tensors.keys()].sort((a, b) => width(tensors, b) - width(tensors, a) || (a < b ? -1 : 1));
  yield encodeHeader(tensors, names, metadata);
  for (const name of names) {
    const bytes = bytesOf(tensors.get(name)!.data);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

function width(tensors: SavedTensors, name: string): number {
  return BYTES_PER_ELEMENT[savedDType(tensors.get(name)!.data)];
}

function encodeHeader(
  tensors: SavedTensors,
  names: readonly string[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  // Joined by hand: an object would move names like "0" to the front, but offsets must ascend in text order.
  const members = [`"__metadata__":${JSON.stringify(metadata)}`];
  let position = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    if (name === '__metadata__' || sizeOf(shape) !== data.length) {
      throw new FlowscopeError(
        'checkpoint',
        `Cannot save tensor "${name}": ${data.length} values for shape [${shape.join(', ')}].`,
      );
    }
    const dtype: SavedDType = savedDType(data);
    members.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [position, position + data.byteLength] })}`,
    );
    position += data.byteLength;
  }
  const json = Buffer.from(`{${members.join(',')}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  if (padded > MAXIMUM_HEADER_BYTES) {
    throw new FlowscopeError(
      'checkpoint',
      `The checkpoint's header takes ${padded} bytes; at most ${MAXIMUM_HEADER_BYTES} can be read again. Keep long lists as tensors.`,
    );
  }
  const out = Buffer.alloc(PREFIX_BYTES + padded, ' ');
  out.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(out, PREFIX_BYTES);
  return out;
}

export interface SafetensorsFile {
  readonly tensors: SavedTensors;
  readonly metadata: Readonly<Record<string, string>>;
  /** Lowercase hex, of the whole file. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Reads a whole file and computes its SHA-256. Tensors that `keep` rejects are hashed but not kept in memory.
 * @throws FlowscopeError `checkpoint`, naming the file and the reason: missing, not a regular file, truncated,
 * malformed
 */
export async function readSafetensors(
  path: string,
  keep: (name: string) => boolean = () => true,
): Promise<SafetensorsFile> {
  return opened(path, (handle) => readFrom(handle, path, keep));
}

/** The metadata of a file without its tensors. Its SHA-256 is not known. Errors as `readSafetensors`. */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  return opened(path, async (handle) => (await readHeader(handle, createHash('sha256'), path)).header.metadata);
}

async function opened<T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    if (maybeLock(await lstat(path))) throw new Error('it is empty');
    // Non-blocking, so that opening a FIFO does not hang before it is refused. Neither flag exists on Windows.
    const careful = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    handle = await open(path, constants.O_RDONLY | careful);
  } catch (error) {
    throw checkpointError(path, openingProblem(error), error);
  }
  try {
    return await read(handle);
  } catch (error) {
    if (error instanceof FlowscopeError) throw error;
    throw checkpointError(path, error instanceof Error ? error.message : String(error), error);
  } finally {
    await handle.close();
  }
}

function openingProblem(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ELOOP') return 'it is a symbolic link';
  if (code === 'ENOENT') return 'it is missing';
  if (code !== null) return `it cannot be opened (${code})`;
  return error instanceof Error ? error.message : String(error);
}

async function readFrom(handle: FileHandle, path: string, keep: (name: string) => boolean): Promise<SafetensorsFile> {
  const hash = createHash('sha256');
  const { header, start, size } = await readHeader(handle, hash, path);
  const tensors = new Map<string, SavedTensor>();
  for (const entry of header.entries) {
    if (keep(entry.name)) tensors.set(entry.name, await readTensor(handle, entry, start, hash, path));
    else await skip(handle, entry, start, hash, path);
  }
  return { tensors, metadata: header.metadata, sha256: hash.digest('hex'), size };
}

/** @returns also where the tensors start, and the size of the file, bytes */
async function readHeader(handle: FileHandle, hash: Hash, path: string) {
  const stat = await handle.stat();
  if (!stat.isFile()) throw checkpointError(path, 'it is not a regular file');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  if (stat.size < PREFIX_BYTES) throw checkpointError(path, `it holds only ${stat.size} bytes`);
  await fill(handle, prefix, 0, hash, path);
  const headerBytes = prefix.readBigUInt64LE(0);
  if (headerBytes > MAXIMUM_HEADER_BYTES) {
    throw checkpointError(path, `its header claims ${headerBytes} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed`);
  }
  const start = PREFIX_BYTES + Number(headerBytes);
  if (start > stat.size)
    throw checkpointError(path, `its header claims ${headerBytes} bytes, beyond the end of the file`);
  const headerText = new Uint8Array(Number(headerBytes));
  await fill(handle, headerText, PREFIX_BYTES, hash, path);
  return { header: parseHeader(headerText, stat.size - start, path), start, size: stat.size };
}

async function readTensor(handle: FileHandle, entry: TensorEntry, start: number, hash: Hash, path: string) {
  const data = allocate(entry.dtype, entry.elements);
  await fill(handle, bytesOf(data), start + entry.begin, hash, path);
  return { shape: entry.shape, data };
}

async function skip(handle: FileHandle, entry: TensorEntry, start: number, hash: Hash, path: string): Promise<void> {
  const scratch = new Uint8Array(Math.min(CHUNK_BYTES, entry.end - entry.begin));
  for (let at = entry.begin; at < entry.end; at += CHUNK_BYTES) {
    await fill(handle, scratch.subarray(0, Math.min(CHUNK_BYTES, entry.end - at)), start + at, hash, path);
  }
}

/** Fills `out` from `position`. Pieces of 4 MiB stay below the limit of one read call and alternate with hashing. */
async function fill(handle: FileHandle, out: Uint8Array, position: number, hash: Hash, path: string): Promise<void> {
  let done = 0;
  while (done < out.length) {
    const length = Math.min(CHUNK_BYTES, out.length - done);
    const { bytesRead } = await handle.read(out, done, length, position + done);
    if (bytesRead === 0) throw checkpointError(path, 'it became shorter while it was read');
    hash.update(out.subarray(done, done + bytesRead));
    done += bytesRead;
  }
}
