/** What is wrong with the complete sum G₀ − Σ gains + M = NLL of a flow. Also runs in browsers. */
import type { Worsened } from './facts.ts';

/** The part of an answer of `inspect` that is needed; figures that are not finite are null or NaN. */
export interface SummedUp {
  readonly n: number;
  readonly dimension?: number | undefined;
  readonly total: {
    readonly mean?: number | null | undefined;
    readonly std?: number | null | undefined;
    readonly notFinite?: { readonly count: number } | undefined;
  };
  readonly lastTerm?: LastFigure | undefined;
  readonly dependentColumns?: DependentColumns | undefined;
  readonly training?: { readonly n: number; readonly lastTerm: LastFigure } | undefined;
  readonly generalizationGap?: { readonly mean: number | null; readonly se: number | null } | undefined;
}

interface LastFigure {
  readonly kind: 'base-mismatch' | 'base-term';
  readonly value: number | null;
  readonly covariance: 'full' | 'diagonal';
  readonly expected: number | null;
}

type DependentColumns = readonly { readonly column: string; readonly on: readonly string[] }[];

export type SumFinding =
  | { readonly kind: 'wrong-sum' }
  | { readonly kind: 'dependent-columns'; readonly columns: DependentColumns }
  /**
   * Nats: the NLL of the flow, and of a Gaussian fitted to the same rows. `later`, here and below: step of the best
   * validation, if the weights are from before it, else null.
   */
  | {
      readonly kind: 'worse-than-gaussian';
      readonly nll: number;
      readonly gaussian: number;
      readonly later: number | null;
    }
  /** `gap` in nats; `worse`: null if validation has not become worse. */
  | { readonly kind: 'overfitting'; readonly gap: number; readonly worse: Worsened | null }
  /** Nats; above `limit` it is a finding. `mismatch-held-out`: `training` rows have none. */
  | {
      readonly kind: 'mismatch';
      readonly term: LastFigure['kind'];
      readonly value: number;
      readonly expected: number;
      readonly limit: number;
      readonly later: number | null;
    }
  | {
      readonly kind: 'mismatch-held-out';
      readonly term: LastFigure['kind'];
      readonly value: number;
      readonly training: number;
    };

/** Nats per dimension that count: a normal whose scale is off by a quarter loses as much. */
const MATTERS = 0.05;
/** Standard deviations of the last term, and standard errors of the gap, that cannot be chance. */
const CHANCE = 5;
const ERRORS = 3;

export function wrongSum({ sumOk }: { readonly sumOk?: boolean | undefined }): readonly SumFinding[] | null {
  if (sumOk === undefined) return null;
  return sumOk ? [] : [{ kind: 'wrong-sum' }];
}

export function dependentColumns(columns: DependentColumns | undefined): readonly SumFinding[] | null {
  if (columns === undefined) return null;
  return columns.length === 0 ? [] : [{ kind: 'dependent-columns', columns }];
}

/** @param worse as in the finding */
export function overfitting(
  { dimension, generalizationGap }: Pick<SummedUp, 'dimension' | 'generalizationGap'>,
  worse: Worsened | null,
): readonly SumFinding[] | null {
  if (generalizationGap === undefined || dimension === undefined) return null;
  const { mean: gap, se } = generalizationGap;
  // With outliers, the standard error of a mean is unreliable, but the validation history is reliable.
  const isOverfit =
    gap !== null && se !== null && gap > MATTERS * dimension && (gap > ERRORS * se || worse?.shown === 'after');
  return isOverfit ? [{ kind: 'overfitting', gap, worse }] : [];
}

/** @param later as in the finding */
export function mismatch(found: SummedUp, later: number | null): readonly SumFinding[] | null {
  const { dimension, lastTerm, training } = found;
  if (dimension === undefined || lastTerm === undefined) return null;
  if (!isMismatch(lastTerm, dimension, finiteRows(found))) return [];
  const { kind: term } = lastTerm;
  const [value, expected] = [lastTerm.value!, lastTerm.expected!];
  const limit = mismatchLimit(lastTerm, dimension, finiteRows(found))!;
  const isElsewhere = training !== undefined && isMismatch(training.lastTerm, dimension, training.n);
  const own = training?.lastTerm.value ?? null;
  if (own !== null && !isElsewhere) return [{ kind: 'mismatch-held-out', term, value, training: own }];
  return [{ kind: 'mismatch', term, value, expected, limit, later }];
}

function isMismatch(term: LastFigure, dimension: number, rows: number): boolean {
  const limit = mismatchLimit(term, dimension, rows);
  return limit !== null && term.value !== null && term.value > limit;
}

/**
 * The largest M, nats, that is not a finding: above it, M exceeds its expectation by more than matters and more than chance.
 * For latents that follow a normal base, 2nM is a likelihood ratio: approximately χ² with as many degrees of freedom as
 * the Gaussian has parameters, D(D + 3)/2 or 2D.
 * @param rows with a finite log q
 * @returns null if the expectation is not known
 */
export function mismatchLimit(
  { expected, covariance }: Pick<LastFigure, 'expected' | 'covariance'>,
  dimension: number,
  rows: number,
): number | null {
  if (expected === null || !Number.isFinite(expected)) return null;
  const deviation = Math.sqrt(2 * parametersOf(dimension, covariance)) / (2 * rows);
  return expected + Math.max(MATTERS * dimension, CHANCE * deviation);
}

/** Parameters of a Gaussian. */
function parametersOf(dimension: number, covariance: 'full' | 'diagonal'): number {
  return covariance === 'full' ? (dimension * (dimension + 3)) / 2 : 2 * dimension;
}

/**
 * Whether the NLL exceeds G₀ by more than chance. That Gaussian is fitted to the rows themselves, so for Gaussian data it
 * seems better than it is by about half its parameters divided by n. The error of the difference is taken for that of two
 * independent means; the quadratic form of a Gaussian has the variance D/2.
 * @param later as in the finding
 */
export function worseThanGaussian(
  found: SummedUp & {
    readonly gaussianNll?: number | null | undefined;
    readonly covariance?: 'full' | 'diagonal' | undefined;
  },
  later: number | null,
): readonly SumFinding[] | null {
  const { gaussianNll: gaussian, covariance, dimension, total } = found;
  const { mean = null, std = null } = total;
  if (gaussian == null || !Number.isFinite(gaussian) || covariance === undefined || dimension === undefined)
    return null;
  if (mean === null || std === null || !Number.isFinite(mean)) return [];
  const rows = finiteRows(found);
  const chance = ERRORS * Math.sqrt((std ** 2 + dimension / 2) / rows);
  const bias = parametersOf(dimension, covariance) / (2 * rows);
  return -mean - gaussian - bias > chance ? [{ kind: 'worse-than-gaussian', nll: -mean, gaussian, later }] : [];
}

export function finiteRows({ n, total }: Pick<SummedUp, 'n' | 'total'>): number {
  return n - (total.notFinite?.count ?? 0);
}
