/** What a layer's measurement says: its largest errors against what float32 allows. */
import type { LayerMeasurement } from './layer-precision.ts';
import type { Measured } from './measure.ts';
import { allowedError, isRounded } from './measure.ts';
import { FAR } from './special-points.ts';

export interface Failure {
  /** NaN, or infinite, where the result is no finite number. */
  readonly error: number;
  readonly allowed: number;
}

/** Errors of one kind: the one that is largest in units of what is allowed there. */
export class WorstError implements Failure {
  error = 0;
  allowed = Number.POSITIVE_INFINITY;
  /** Where it was met. */
  at = -1;

  get ok(): boolean {
    return this.error <= this.allowed;
  }

  meet(error: number, allowed: number, at: number): void {
    if (Number.isNaN(this.error)) return;
    // Of equals the first: most errors are 0 at most points.
    if (this.at >= 0 && error / allowed <= this.error / this.allowed) return;
    this.error = error;
    this.allowed = allowed;
    this.at = at;
  }
}

export interface LayerErrors {
  readonly value: WorstError;
  readonly logDet: WorstError;
  readonly roundTrip: WorstError;
}

export function layerErrors(measurement: LayerMeasurement): LayerErrors {
  const { points, count, value, logDet, restored, restoredLogDet } = measurement;
  const errors = { value: new WorstError(), logDet: new WorstError(), roundTrip: new WorstError() };
  const [width, outputs] = [points.length / count, value.exact.length / count];
  for (let row = 0; row < count; row++) {
    const far = isFar(points, row, width);
    let accurate = true;
    for (let i = row * outputs; i < (row + 1) * outputs; i++) {
      compare(errors.value, value, i, far);
      accurate &&= isRounded(value, i);
    }
    compare(errors.logDet, logDet, row, far);
    compare(errors.logDet, restoredLogDet, row, far);
    for (let i = row * width; i < (row + 1) * width; i++) {
      const x = points[i]!;
      const allowed = allowedError(restored, i);
      // A saturated map has rounded this point and others to one value: float64 does not find it from there either.
      const lost = accurate && Math.abs(restored.exact[i]! - x) > allowed;
      if (far || lost) compare(errors.roundTrip, restored, i, true);
      else errors.roundTrip.meet(Math.abs(restored.actual[i]! - x), allowed, i);
    }
  }
  return errors;
}

/** Whether a coordinate of the row is so far out that a result may be infinite. */
export function isFar(points: Float32Array, row: number, width: number): boolean {
  return points.subarray(row * width, (row + 1) * width).some((x) => Math.abs(x) > FAR);
}

/** @param far only a result that is no number counts */
export function compare(worst: WorstError, measured: Measured, i: number, far: boolean): void {
  const actual = measured.actual[i]!;
  if (!far) worst.meet(Math.abs(actual - measured.exact[i]!), allowedError(measured, i), i);
  else if (Number.isNaN(actual)) worst.meet(Number.NaN, 0, i);
}
