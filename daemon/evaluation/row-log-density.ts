/** log q of rows as a runtime answers it, made into what is reported of them. */
import type { PreparedRows } from '../data/prepare.ts';
import type { ParameterValues } from './evaluator.ts';

/** Puts the answer for the rows start … start+own−1 into `result`. */
export type PlaceLogDensity = (answer: ArrayLike<number>, start: number, own: number, result: Float64Array) => void;

/**
 * A row so far out that float32 overflows between the layers gives ∞ − ∞ or 0·∞, which is not a number, although the density there is
 * only too small for float32: such a row has log q = −∞. A finite row and finite parameters become NaN in no other way than by overflow,
 * or outside of a layer's domain, where the density is 0. Where a row or a parameter is not finite itself, log q stays NaN.
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
