/** Images of an IDX file that are too many to be held: copied to the folder of cached rows, a block at a time. */
import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { DataAccess } from '../../definition.ts';
import { dataError } from '../../files/data-error.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import { openDataFile } from '../../files/open-data-file.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { type IdxHeader, isGzip, readIdxHeader } from '../../formats/idx.ts';
import { dropLowBits } from '../../integer-images.ts';
import type { AppendRows } from '../../stored/cache-file.ts';
import { keptRows } from '../../stored/kept-rows.ts';
import type { RowStore } from '../../stored/row-store.ts';

/** Digest of the IDX file. */
const factsSchema = z.strictObject({ digest: z.string() });

export interface StoredIdx {
  readonly values: Uint8Array | RowStore;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/**
 * The first `count` images.
 * @param prefix first bytes of the file, with its header
 * @throws FlowscopeError as `readIdx` and `keptRows`
 */
export async function storedIdx(
  file: string,
  prefix: Uint8Array,
  { bits, count, shape }: { readonly bits: number; readonly count: number; readonly shape: readonly number[] },
  access: DataAccess,
): Promise<StoredIdx> {
  const header = readIdxHeader(prefix, file);
  const width = sizeOf(shape);
  const { rows, facts } = await keptRows(
    {
      key: fingerprintOf({ source: 'idx', bits, count }, await dataFileStamps([file], access)),
      width,
      count,
      file,
      produce: (append) => copyRows(file, header, isGzip(prefix), access, cutTo(count * width, bits, append)),
    },
    access,
    { isCurrent: (found) => factsSchema.safeParse(found).success, keepsSmall: false },
  );
  return { values: rows, digest: factsSchema.parse(facts).digest };
}

/** Passes on at most this many bytes, reduced to the given number of bits. */
function cutTo(size: number, bits: number, append: AppendRows): AppendRows {
  let left = size;
  return async (bytes) => {
    const part = bytes.subarray(0, Math.min(left, bytes.length));
    left -= part.length;
    await append(dropLowBits(part, bits));
  };
}

async function copyRows(
  file: string,
  { offset, shape }: IdxHeader,
  packed: boolean,
  access: DataAccess,
  append: AppendRows,
): Promise<z.infer<typeof factsSchema>> {
  const hash = createHash('sha256');
  const { handle } = await openDataFile(file, access);
  const expected = offset + sizeOf(shape);
  let total = 0;
  await pipeline(
    handle.createReadStream(),
    async function* digested(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    packed ? createGunzip() : new PassThrough(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        const header = Math.min(chunk.length, Math.max(0, offset - total));
        total += chunk.length;
        if (total > expected) throw wrongLength(file, expected, 'more');
        await append(chunk.subarray(header));
      }
    },
  ).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw dataError(file, 'is a corrupt gzip file', undefined, error);
    }
    throw error;
  });
  if (total < expected) throw wrongLength(file, expected, 'fewer');
  return { digest: hash.digest('hex') };
}

function wrongLength(file: string, expected: number, found: 'more' | 'fewer') {
  return dataError(file, `should contain ${expected} bytes of values for the shape in its header, found ${found}`);
}
