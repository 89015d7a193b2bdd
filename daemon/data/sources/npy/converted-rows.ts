/** Rows of arrays whose bytes are compressed, or are not numbers as this machine has them: from a cache file. */
import { sizeOf } from '../../../tensor/tensor.ts';
import type { DataAccess } from '../../definition.ts';
import { dataFileStamps } from '../../files/data-file-stamps.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { numbersOf } from '../../formats/npy.ts';
import type { NpyHeader } from '../../formats/npy-header.ts';
import { keptRows } from '../../stored/kept-rows.ts';
import { mappedStore, type RowStore } from '../../stored/row-store.ts';
import type { ArrayContent } from './array-content.ts';

/** Changes when the same file would be read in another way. */
const VERSION = 1;

export interface ConvertedRows {
  readonly store: RowStore;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/**
 * The first rows of an array in C order.
 * @throws FlowscopeError `data` if the file is damaged; as `keptRows`
 */
export async function convertedRows(
  path: string,
  content: ArrayContent,
  { header, rows }: { readonly header: NpyHeader; readonly rows: number },
  access: DataAccess,
): Promise<ConvertedRows> {
  const point = header.shape.slice(1);
  const width = header.fields?.length ?? sizeOf(point);
  const isSingle = header.fields === undefined && header.kind === 'f' && header.itemSize < 8;
  const bytes = isSingle ? Float32Array.BYTES_PER_ELEMENT : Float64Array.BYTES_PER_ELEMENT;
  const stamps = await dataFileStamps([path], access);
  const kept = await keptRows(
    {
      key: fingerprintOf({ array: VERSION, name: content.name, rows }, stamps),
      ...{ width: width * bytes, count: rows, file: path },
      async produce(append) {
        for await (const part of wholeRows(content, header, rows)) {
          const values = numbersOf(part.bytes, { ...header, shape: [part.rows, ...point] }, content.name);
          const out = isSingle ? Float32Array.from(values) : Float64Array.from(values);
          await append(new Uint8Array(out.buffer));
        }
        return content.file.digest();
      },
    },
    // Only few numbers are held.
    { ...access, cache: { ...access.cache, held: 0 } },
    { isCurrent: (facts) => typeof facts === 'string', keepsSmall: false },
  );
  if (kept.rows instanceof Uint8Array) throw new Error('rows are held only if they are few');
  return { store: floats(kept.rows, width, isSingle), digest: String(kept.facts) };
}

/** The bytes of the first rows. */
export async function firstRows(content: ArrayContent, header: NpyHeader, rows: number) {
  const parts: Uint8Array[] = [];
  let missing = rows;
  for await (const part of wholeRows(content, header, rows)) {
    parts.push(part.bytes);
    missing -= part.rows;
    if (missing === 0) break;
  }
  return { bytes: Buffer.concat(parts), rows: rows - missing };
}

async function* wholeRows({ chunks }: ArrayContent, { offset, shape, itemSize }: NpyHeader, most: number) {
  const width = itemSize * sizeOf(shape.slice(1));
  let skipped = 0;
  let left = most;
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks()) {
    const header = Math.min(chunk.length, offset - skipped);
    skipped += header;
    // The whole content is read: its checksum comes last.
    if (left === 0) continue;
    const bytes = Buffer.concat([rest, chunk.subarray(header)]);
    const rows = Math.min(left, Math.floor(bytes.length / width));
    if (rows > 0) yield { rows, bytes: bytes.subarray(0, rows * width) };
    left -= rows;
    rest = bytes.subarray(rows * width);
  }
}

function floats(rows: RowStore, width: number, isSingle: boolean): RowStore {
  const kind = isSingle ? 'float32' : 'float64';
  return mappedStore(rows, { kind, width }, ({ buffer, byteOffset, byteLength }) =>
    isSingle
      ? new Float32Array(buffer, byteOffset, byteLength / 4)
      : new Float64Array(buffer, byteOffset, byteLength / 8),
  );
}
