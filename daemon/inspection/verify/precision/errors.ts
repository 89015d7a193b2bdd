/** Evaluates a layer's measurement: its largest errors relative to what float32 allows. */
import type { LayerMeasurement } from './layer-precision.ts';
import type { Measured } from './measure.ts';
import { allowedError, ENGINE_TOLERANCE, isResolved, isRounded } from './measure.ts';
import { FAR } from './special-points.ts';

/**
 * A layer that maps nearby points to values this large amplifies their rounding errors as well; a sequential inverse
 * can do this. Where rounding alone can cause an error this large, a measured error is not evidence of a fault.
 */
const TOO_LARGE = 1e8;

/** Errors of one kind: keeps the one that is largest relative to what is allowed at its point. */
export class WorstError {
  /** NaN or infinite if the result is not finite. */
  error = 0;
  /** The allowed error at that point. */
  allowed = ENGINE_TOLERANCE;
  /** Index of that point. */
  at = -1;

  get ok(): boolean {
    return this.error <= this.allowed;
  }

  /**
   * @param resolved false if rounding alone may exceed the tolerance; an error within the allowance then proves nothing
   */
  meet(error: number, allowed: number, at: number, resolved = true): void {
    if (Number.isNaN(this.error) || (!resolved && error <= allowed)) return;
    // Of equal errors keep the first: most errors are 0 at most points.
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
    const far = isFar(points, row, width) || exceeds(value.exact, row, outputs, TOO_LARGE);
    // For the inverse, the points are this layer's results.
    const farBack = far || exceeds(value.actual, row, outputs, FAR) || exceeds(restored.exact, row, width, TOO_LARGE);
    let accurate = true;
    for (let i = row * outputs; i < (row + 1) * outputs; i++) {
      compare(errors.value, value, i, far);
      accurate &&= isRounded(value, i);
    }
    compare(errors.logDet, logDet, row, far);
    compare(errors.logDet, restoredLogDet, row, farBack);
    for (let i = row * width; i < (row + 1) * width; i++) {
      const x = points[i]!;
      const allowed = allowedError(restored, i);
      // A saturated map rounds this point and others to one value, from which even float64 cannot recover it.
      const lost = allowed > TOO_LARGE || (accurate && Math.abs(restored.exact[i]! - x) > allowed);
      if (farBack || lost) compare(errors.roundTrip, restored, i, true);
      else errors.roundTrip.meet(Math.abs(restored.actual[i]! - x), allowed, i, isResolved(restored, i));
    }
  }
  return errors;
}

/** Whether a coordinate of the row is so far out that a result may be infinite. */
export function isFar(points: Float32Array, row: number, width: number): boolean {
  return exceeds(points, row, width, FAR);
}

function exceeds(values: ArrayLike<number>, row: number, width: number, limit: number): boolean {
  for (let i = row * width; i < (row + 1) * width; i++) if (Math.abs(values[i]!) > limit) return true;
  return false;
}

const LARGEST = 2 ** 128;

/** @param far count only NaN as an error, as if the exact result were beyond float32 */
export function compare(worst: WorstError, measured: Measured, i: number, far: boolean): void {
  const actual = measured.actual[i]!;
  const allowed = allowedError(measured, i);
  if (!far && Math.abs(measured.exact[i]!) < LARGEST && allowed <= TOO_LARGE) {
    worst.meet(Math.abs(actual - measured.exact[i]!), allowed, i, isResolved(measured, i));
  } else if (Number.isNaN(actual)) worst.meet(Number.NaN, 0, i);
}
