/** Summaries over rows: of the rows whose value is finite, with a count of the others. Runs in browsers too. */
import type { NotFinite } from '../../protocol/not-finite.ts';
import { meanAndError } from './mean-and-error.ts';

/** To be spread into a summary: `{}` where every value is finite. */
export interface LeftOut {
  readonly notFinite?: NotFinite;
}

export interface FiniteRows {
  /** In the order of the rows. */
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
  /** NaN where no row is finite. */
  readonly mean: number;
  /** Standard error of the mean. */
  readonly se: number;
}

export function estimateOver(values: Float64Array): Estimate {
  const { finite, leftOut } = finiteRows(values);
  return { ...meanAndError(finite), ...leftOut };
}

/** What makes one validation better than another. `nll` is null or NaN where no row is finite. */
export interface Validation {
  readonly nll: number | null;
  readonly notFinite?: { readonly count: number } | undefined;
}

/** Order of validations, the best first: fewer rows that are not finite, then the lower NLL. No NLL at all comes last. */
export function compareValidations(a: Validation, b: Validation): number {
  const [isKnown, isOtherKnown] = [isNumber(a.nll), isNumber(b.nll)];
  if (!isKnown || !isOtherKnown) return Number(isOtherKnown) - Number(isKnown);
  const rows = (a.notFinite?.count ?? 0) - (b.notFinite?.count ?? 0);
  return rows === 0 ? a.nll! - b.nll! : rows;
}

function isNumber(value: number | null): boolean {
  return value !== null && Number.isFinite(value);
}
