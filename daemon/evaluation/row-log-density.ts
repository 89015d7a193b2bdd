/** Converts a runtime's log q of rows to the reported values. */
import type { PreparedRows } from '../data/prepare.ts';
import type { ParameterValues } from './row-graph.ts';

/** Writes the runtime's values for the rows start … start+own−1 to `result`. */
export type PlaceLogDensity = (answer: ArrayLike<number>, start: number, own: number, result: Float64Array) => void;

/**
 * For a row so far out that float32 overflows between the layers, the runtime computes ∞ − ∞ or 0·∞, which is NaN
 * although the density is merely too small for float32: such a row gets log q = −∞. Finite rows and parameters give NaN
 * only by overflow, or outside a layer's domain, where the density is 0. If a row or a parameter is not finite, log q
 * stays NaN.
 * @param logDet what the preparation of the data adds, nats
 */
export function placeLogDensity(parameters: ParameterValues, logDet: number, rows: PreparedRows): PlaceLogDensity {
  const areFinite = [...parameters.values()].every((values) => values.every(Number.isFinite));
  const { values, context, count } = rows;
  const hasFinite = (array: Float32Array | Uint8Array | null, row: number) => {
    if (array === null) return true;
    const width = array.length / count;
    return array.subarray(row * width, (row + 1) * width).every(Number.isFinite);
  };
  const overflows = (row: number) => areFinite && hasFinite(values, row) && hasFinite(context, row);
  return (answer, start, own, result) => {
    for (let i = 0; i < own; i++) {
      const value = answer[i]!;
      result[start + i] = Number.isNaN(value) && overflows(start + i) ? -Infinity : value + logDet;
    }
  };
}
