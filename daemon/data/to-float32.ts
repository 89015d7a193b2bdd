import { dataError } from './files/data-error.ts';

/**
 * Values as float32 (the same array if they are).
 * @throws FlowscopeError `data`, with row and column, for a number that is not finite in float32
 */
export function toFloat32(
  values: Float32Array | Float64Array | Uint8Array,
  names: readonly string[],
  file: string,
): Float32Array {
  const out = values instanceof Float32Array ? values : Float32Array.from(values);
  const bad = out.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const width = names.length;
    throw dataError(
      file,
      `row ${Math.floor(bad / width)} (0-based), column ${names[bad % width]}: ${values[bad]} is not finite in float32`,
      'remove or replace such values before training',
    );
  }
  return out;
}
