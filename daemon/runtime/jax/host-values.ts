/** Arrays as the host reads and writes them. */
import type { DType, Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Feeds, Results, Values } from '../runtime.ts';
import type { HostAnswer } from './host-link.ts';

interface Named {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface PackedFeeds {
  readonly values: readonly (Named & { readonly offset: number })[];
  readonly blobs: readonly Uint8Array[];
}

/**
 * The arrays of these names.
 * @param leading extents before those of each shape, such as the number of steps
 * @throws Error naming an array that is missing or has another size
 */
export function pack(named: readonly Named[], feeds: Feeds, leading: Shape = []): PackedFeeds {
  const blobs: Uint8Array[] = [];
  let offset = 0;
  const values = named.map(({ name, dtype, shape: own }) => {
    const given = feeds[name];
    const shape = [...leading, ...own];
    if (given === undefined) throw new Error(`'${name}' is missing`);
    if (given.length !== sizeOf(shape)) throw new Error(`'${name}' has ${given.length} values for shape [${shape}]`);
    const bytes = bytesOf(given, dtype);
    blobs.push(bytes);
    const value = { name, dtype, shape, offset };
    offset += bytes.byteLength;
    return value;
  });
  return { values, blobs };
}

/** Indices cross as 32 bits, which every number of rows fits. */
function bytesOf(values: Values, dtype: DType): Uint8Array {
  const typed = asType(values, dtype);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function asType(values: Values, dtype: DType): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int64') return Int32Array.from(values as Iterable<number | bigint>, Number);
  if (dtype === 'uint8') return values instanceof Uint8Array ? values : Uint8Array.from(numbers(values));
  return values instanceof Float32Array ? values : Float32Array.from(numbers(values));
}

function numbers(values: Values): Iterable<number> {
  return values instanceof BigInt64Array ? Array.from(values, Number) : values;
}

/** The arrays of an answer: copies, because the frame is one block of memory without alignment. */
export function unpack({ header, blob }: HostAnswer): Results {
  return Object.fromEntries(
    header.values.map(({ name, offset, size }) => {
      const copy = new Float32Array(size);
      new Uint8Array(copy.buffer).set(blob.subarray(offset, offset + 4 * size));
      return [name, copy];
    }),
  );
}
