/** What is wrong with the complete sum G₀ − Σ gains + M = NLL of a flow. Also runs in browsers. */

/** The part of an answer of `inspect` that is needed; figures that are not finite are null or NaN. */
export interface SummedUp {
  readonly n: number;
  readonly dimension?: number | undefined;
  readonly total: { readonly notFinite?: { readonly count: number } | undefined };
  readonly lastTerm?: LastFigure | undefined;
  readonly dependentColumns?: readonly DependentColumns[number][] | undefined;
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
  | { readonly kind: 'dependent-columns'; readonly columns: DependentColumns }
  /** `gap` in nats; `since`, here and below: step of the best validation, if it has been getting worse since, else null. */
  | { readonly kind: 'overfitting'; readonly gap: number; readonly since: number | null }
  /** Nats. `mismatch-held-out`: `training` rows have none. */
  | {
      readonly kind: 'mismatch';
      readonly term: LastFigure['kind'];
      readonly value: number;
      readonly expected: number;
      readonly since: number | null;
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

/** @param since from `worseSince` of the run */
export function sumFindings(found: SummedUp, since: number | null = null): readonly SumFinding[] {
  const { dimension, dependentColumns = [], generalizationGap, lastTerm, training } = found;
  const findings: SumFinding[] = [];
  if (dependentColumns.length > 0) findings.push({ kind: 'dependent-columns', columns: dependentColumns });
  if (dimension === undefined) return findings;
  const { mean: gap, se } = generalizationGap ?? { mean: null, se: null };
  // The error of a mean of rows far out says little, but the history of the validations does.
  if (gap !== null && se !== null && gap > MATTERS * dimension && (gap > ERRORS * se || since !== null)) {
    findings.push({ kind: 'overfitting', gap, since });
  }
  const rows = found.n - (found.total.notFinite?.count ?? 0);
  if (lastTerm !== undefined && isMismatch(lastTerm, dimension, rows)) {
    const { kind: term } = lastTerm;
    const [value, expected] = [lastTerm.value!, lastTerm.expected!];
    const other = training?.lastTerm;
    const isElsewhere = other !== undefined && isMismatch(other, dimension, training!.n);
    const own = other?.value ?? null;
    if (own !== null && !isElsewhere) findings.push({ kind: 'mismatch-held-out', term, value, training: own });
    else findings.push({ kind: 'mismatch', term, value, expected, since });
  }
  return findings;
}

/**
 * Whether M exceeds its expectation by more than matters and more than chance. For latents that follow a normal base, 2nM
 * is a likelihood ratio: approximately χ² with as many degrees of freedom as the Gaussian has parameters, D(D + 3)/2 or 2D.
 */
function isMismatch({ value, expected, covariance }: LastFigure, dimension: number, rows: number): boolean {
  if (value === null || expected === null) return false;
  const parameters = covariance === 'full' ? (dimension * (dimension + 3)) / 2 : 2 * dimension;
  const deviation = Math.sqrt(2 * parameters) / (2 * rows);
  return value - expected > Math.max(MATTERS * dimension, CHANCE * deviation);
}

/**
 * Whether held-out rows have a higher NLL than training rows by more than two standard errors. Without that, a validation
 * that gets worse is noise or divergence, but no overfitting.
 */
export function isOverfit({ mean, se }: { readonly mean: number | null; readonly se: number | null }): boolean {
  return mean !== null && se !== null && mean > 2 * se;
}

interface Validated {
  readonly nll: number | null;
  readonly se?: number | null | undefined;
  readonly step: number;
}

/**
 * The step of the best validation if validation has become worse since, else null: the newest validation is worse by
 * more than two standard errors of the best. (Both are over the same rows, so the error of their difference is smaller.)
 */
export function worseSince(best: Validated | null, newest: Validated | null): number | null {
  if (best === null || newest === null || best.nll === null || newest.nll === null) return null;
  const isWorse = newest.step > best.step && newest.nll - best.nll > 2 * (best.se ?? 0);
  return isWorse ? best.step : null;
}
