/** Arrays in the answer of a figure. */
import type { Dtype } from './array-reference.ts';

/** Little-endian values in C order. */
export interface AnsweredArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | Uint8Array;
}

const CONSTRUCTORS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

export function isAnsweredArray(value: object): value is AnsweredArray {
  if (!('values' in value && 'dtype' in value && 'shape' in value)) return false;
  const typed = CONSTRUCTORS[value.dtype as Dtype];
  return typed !== undefined && value.values instanceof typed;
}

/** The answer as JSON: `refer(array)` instead of arrays, and null instead of numbers that are not finite. */
export function plainAnswer(value: unknown, refer: (array: AnsweredArray) => unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (isAnsweredArray(value)) return refer(value);
  if (Array.isArray(value)) return value.map((each) => plainAnswer(each, refer));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainAnswer(each, refer)]));
}
