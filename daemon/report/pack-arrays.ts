/** Packs the arrays of a report: each once, rounded as far as its picture allows, and deflated. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { PackedArray } from '../../protocol/report/report-content.ts';
import type { AnsweredArray } from '../../protocol/rpc/answer-arrays.ts';
import type { ArrayReference, Dtype } from '../../protocol/rpc/array-reference.ts';

/**
 * How exact an array stays. `exact`: bit by bit. `single`: float32. `picture`: float32 with 12 bits after the leading
 * one, a relative error of at most 1.3e-4.
 */
export type Precision = 'exact' | 'single' | 'picture';

export interface ArrayPack {
  /** Equal arrays are stored once. */
  add(array: AnsweredArray, precision: Precision): ArrayReference;
  /** Bytes of all arrays so far. */
  readonly size: number;
  /** Forgets what was added since the last call of `keep`. */
  undo(): void;
  keep(): void;
  readonly arrays: readonly PackedArray[];
  bytes(): Uint8Array;
}

/** Shorter arrays are figures rather than pictures, and stay exact. */
const SHORT = 256;

export function createArrayPack(): ArrayPack {
  const arrays: PackedArray[] = [];
  const parts: Uint8Array[] = [];
  const places = new Map<string, number>();
  let size = 0;
  let kept = { arrays: 0, size: 0 };
  return {
    add({ dtype, shape, values }, precision) {
      const stored = storedValues(values, values.length <= SHORT ? 'exact' : precision);
      const raw = shuffled(stored);
      const key = createHash('sha256').update(`${dtype} ${stored.constructor.name} `).update(raw).digest('base64');
      let place = places.get(key);
      if (place === undefined) {
        const bytes = deflateSync(raw, { level: 6 });
        place = arrays.push({ dtype, stored: dtypeOf(stored), start: size, bytes: bytes.length });
        parts.push(bytes);
        places.set(key, place);
        size += bytes.length;
      }
      return { array: place, dtype, shape: [...shape], bytes: values.byteLength };
    },
    get size() {
      return size;
    },
    keep() {
      kept = { arrays: arrays.length, size };
    },
    undo() {
      arrays.length = kept.arrays;
      parts.length = kept.arrays;
      size = kept.size;
      for (const [key, place] of places) if (place > kept.arrays) places.delete(key);
    },
    arrays,
    bytes: () => Buffer.concat(parts),
  };
}

type Values = AnsweredArray['values'];

function storedValues(values: Values, precision: Precision): Values {
  if (precision === 'exact' || values instanceof Uint8Array || values instanceof Int32Array) return values;
  const single = Float32Array.from(values);
  return precision === 'single' ? single : rounded(single);
}

const EXPONENT = 0x7f800000;
/** Bits of the significand that are dropped. */
const DROPPED = 11;

/** Rounds to the nearest; values that are not finite stay. */
function rounded(values: Float32Array<ArrayBuffer>): Float32Array {
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i]!;
    if ((value & EXPONENT) === EXPONENT) continue;
    const up = value + (1 << (DROPPED - 1));
    // The largest numbers would become infinite.
    const chosen = (up & EXPONENT) === EXPONENT ? value : up;
    bits[i] = chosen & (-1 << DROPPED);
  }
  return values;
}

/** First bytes of all values, then their second bytes, …: neighbors are similar, which deflates better. */
function shuffled(values: Values): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const width = values.BYTES_PER_ELEMENT;
  if (width === 1) return bytes;
  const result = new Uint8Array(bytes.length);
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < width; k++) result[k * values.length + i] = bytes[i * width + k]!;
  }
  return result;
}

function dtypeOf(values: Values): Dtype {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}
