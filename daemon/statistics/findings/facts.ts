/** What the checks of a flow read: an answer of `inspect`, and the run's history. */
import type { FindingRow } from './layer-findings.ts';
import type { SummedUp } from './sum-findings.ts';

/** The part of a run's state that is needed. */
export interface RunFacts {
  readonly status: string;
  /** Last step of its log. */
  readonly step: number;
  readonly error: { readonly code: string } | null;
  readonly best: Validated | null;
  /** The newest one. */
  readonly validation: Validated | null;
}

interface Validated {
  readonly nll: number | null;
  readonly se?: number | null | undefined;
  readonly step: number;
}

/** Facts that older daemons do not tell are absent; then their checks are left out. */
export interface Facts extends SummedUp {
  /** Step of the weights. */
  readonly checkpoint?: number | undefined;
  readonly contextSize?: number | undefined;
  /** null: there is no such Gaussian. */
  readonly gaussianNll?: number | null | undefined;
  /** Of the fitted Gaussian. */
  readonly covariance?: 'full' | 'diagonal' | undefined;
  readonly sumOk?: boolean | undefined;
  readonly layers: readonly FindingRow[];
  readonly integers?: Integers | undefined;
  readonly copiedDimensions?: readonly CopiedDimension[] | undefined;
  /** Training rows are being inspected. */
  readonly comparing?: boolean | undefined;
  readonly run?: RunFacts | null | undefined;
}

/** Integers in the data to which no noise is added. */
export interface Integers {
  readonly columns: readonly { readonly column: string; readonly distinct: number }[];
  /** Values that a pixel can have; null: the rows are no images, or noise is added. */
  readonly pixelValues: number | null;
}

/** A dimension of the data whose latent is a fixed multiple of it, plus a constant. */
export interface CopiedDimension {
  readonly dimension: number;
  /** null: it is an element of an image. */
  readonly column: string | null;
}

/**
 * The step of the best validation if validation has become worse since, else null: the newest validation is worse by
 * more than two standard errors of the best. (Both are over the same rows, so the error of their difference is smaller.)
 */
export function worseSince({ best, validation: newest }: Pick<RunFacts, 'best' | 'validation'>): number | null {
  if (best === null || newest === null || best.nll === null || newest.nll === null) return null;
  const isWorse = newest.step > best.step && newest.nll - best.nll > 2 * (best.se ?? 0);
  return isWorse ? best.step : null;
}

/** As `worseSince`, but null where the weights are not from after that step. */
export function pastBest({ run, checkpoint }: Pick<Facts, 'run' | 'checkpoint'>): number | null {
  const since = run == null ? null : worseSince(run);
  return since !== null && (checkpoint ?? Number.POSITIVE_INFINITY) > since ? since : null;
}
