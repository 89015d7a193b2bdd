/** Summaries over the rows whose value is finite, with a count of the others. Also runs in browsers. */
import type { NotFinite } from '../../protocol/not-finite.ts';
import { meanAndError, weightedMeanAndError } from './mean-and-error.ts';

/** To spread into a summary: `{}` if all values are finite. */
export interface LeftOut {
  readonly notFinite?: NotFinite;
}

export interface FiniteRows {
  /** The finite values, in row order. */
  readonly finite: Float64Array;
  readonly leftOut: LeftOut;
}

export function finiteRows(values: Float64Array): FiniteRows {
  const leftOut = leftOutOf(values);
  return { finite: leftOut.notFinite === undefined ? values : values.filter(Number.isFinite), leftOut };
}

/** Counts the values that are not finite. */
export function leftOutOf(values: ArrayLike<number>): LeftOut {
  let [negativeInfinity, positiveInfinity, nan] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) nan++;
    else if (value === -Infinity) negativeInfinity++;
    else if (value === Infinity) positiveInfinity++;
  }
  const count = negativeInfinity + positiveInfinity + nan;
  return count === 0 ? {} : { notFinite: { count, negativeInfinity, positiveInfinity, nan } };
}

/** A mean over the finite rows. */
export interface Estimate extends LeftOut {
  /** NaN if no row is finite. */
  readonly mean: number;
  /** Standard error of the mean. */
  readonly se: number;
}

/** @param weights of the rows; absent: all are equal */
export function estimateOver(values: Float64Array, weights?: Float64Array): Estimate {
  const { finite, leftOut } = finiteRows(values);
  if (weights === undefined) return { ...meanAndError(finite), ...leftOut };
  const own = leftOut.notFinite === undefined ? weights : weights.filter((_, row) => Number.isFinite(values[row]));
  return { ...weightedMeanAndError(finite, own), ...leftOut };
}

/** The same in bits per dimension. @param dimension of one point */
export function perDimension({ mean, se, ...leftOut }: Estimate, dimension: number): Estimate {
  const bits = dimension * Math.LN2;
  return { mean: mean / bits, se: se / bits, ...leftOut };
}

/** What validations are compared by. `nll` is null or NaN if no row is finite. */
export interface Validation {
  readonly nll: number | null;
  readonly notFinite?: { readonly count: number } | undefined;
}

/** Orders validations, best first: fewer rows that are not finite, then lower NLL; without an NLL last. */
export function compareValidations(a: Validation, b: Validation): number {
  const [isKnown, isOtherKnown] = [isNumber(a.nll), isNumber(b.nll)];
  if (!isKnown || !isOtherKnown) return Number(isOtherKnown) - Number(isKnown);
  const rows = (a.notFinite?.count ?? 0) - (b.notFinite?.count ?? 0);
  return rows === 0 ? a.nll! - b.nll! : rows;
}

function isNumber(value: number | null): boolean {
  return value !== null && Number.isFinite(value);
}
