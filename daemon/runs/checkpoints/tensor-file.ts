import type { Shape } from '../../tensor/tensor.ts';

/** Values of a saved tensor, row-major. */
export type TensorData = Float32Array | Float64Array | BigInt64Array | Uint8Array;

export interface SavedTensor {
  readonly shape: Shape;
  readonly data: TensorData;
}

export type SavedTensors = ReadonlyMap<string, SavedTensor>;

/** Names in the safetensors format. */
export type SavedDType = 'F32' | 'F64' | 'I64' | 'U8';

export const BYTES_PER_ELEMENT: Readonly<Record<SavedDType, number>> = { F32: 4, F64: 8, I64: 8, U8: 1 };

export function isSavedDType(value: unknown): value is SavedDType {
  return typeof value === 'string' && Object.hasOwn(BYTES_PER_ELEMENT, value);
}

export function savedDType(data: TensorData): SavedDType {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  return data instanceof BigInt64Array ? 'I64' : 'U8';
}

/** The bytes of a tensor without a copy. Little-endian, as all platforms that we support. */
export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A zeroed tensor of `elements` values, which the reader fills. */
export function allocate(dtype: SavedDType, elements: number): TensorData {
  switch (dtype) {
    case 'F32':
      return new Float32Array(elements);
    case 'F64':
      return new Float64Array(elements);
    case 'I64':
      return new BigInt64Array(elements);
    case 'U8':
      return new Uint8Array(elements);
  }
}
