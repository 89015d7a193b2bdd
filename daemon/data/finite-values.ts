import { dataError } from './files/data-error.ts';
import type { RowSource } from './files/row-place.ts';

/**
 * Values in the file's precision (bytes as float64).
 * @throws FlowscopeError `data`, with row and column, for a number that is not finite in float32, the engine's
 * precision
 */
export function finiteValues(
  values: Float32Array | Float64Array | Uint8Array,
  names: readonly string[],
  { file, place }: RowSource,
): Float32Array | Float64Array {
  const out = values instanceof Uint8Array ? Float64Array.from(values) : values;
  const bad = out.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) {
    const width = names.length;
    throw dataError(
      file,
      `${place(Math.floor(bad / width))}, column ${names[bad % width]}: ${values[bad]} is not finite in float32`,
      'remove or replace such values',
    );
  }
  return out;
}
