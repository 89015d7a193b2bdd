import type { Dtype } from './rpc/array-reference.ts';

export type ArrayValues =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** A view of all of `buffer`. Every platform that Flowscope runs on is little-endian. */
export function valuesOf(dtype: Dtype, buffer: ArrayBuffer): ArrayValues {
  if (dtype === 'float32') return new Float32Array(buffer);
  if (dtype === 'float64') return new Float64Array(buffer);
  if (dtype === 'int32') return new Int32Array(buffer);
  return new Uint8Array(buffer);
}
