/** What the checks of a flow read: an answer of `inspect`, and the run's history. */
import type { FindingRow } from './layer-findings.ts';
import type { SummedUp } from './sum-findings.ts';

/** The part of a run's state that is needed. */
export interface RunFacts {
  readonly status: string;
  /** Last step of its log. */
  readonly step: number;
  readonly error: { readonly code: string } | null;
  /** Values of its plan, by path. */
  readonly settings?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly best: Validated | null;
  /** The newest one. */
  readonly validation: Validated | null;
}

interface Validated {
  readonly nll: number | null;
  readonly se?: number | null | undefined;
  readonly step: number;
}

/** Facts that older daemons do not send are absent; checks that need them are left out. */
export interface Facts extends SummedUp {
  /** Step of the weights. */
  readonly checkpoint?: number | undefined;
  readonly contextSize?: number | undefined;
  /** null: there is no such Gaussian. */
  readonly gaussianNll?: number | null | undefined;
  /** Covariance of the fitted Gaussian. */
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
  /** Values that a pixel can have; null: the rows are not images, or noise is added. */
  readonly pixelValues: number | null;
}

/** A dimension of the data whose latent is a fixed multiple of it, plus a constant. */
export interface CopiedDimension {
  readonly dimension: number;
  /** null: it is an element of an image. */
  readonly column: string | null;
}

/** Validation has become worse since its best. */
export interface Worsened {
  /** Step of the best validation, and of the newest one. */
  readonly best: number;
  readonly newest: number;
  /** Nats. */
  readonly by: number;
  /** Where the weights are. */
  readonly shown: 'before' | 'best' | 'after';
}

/**
 * null: it has not; the newest validation is not worse by more than two standard errors of the best. (Both are over the
 * same rows, so the error of their difference is smaller.)
 */
export function worsened({ run, checkpoint }: Pick<Facts, 'run' | 'checkpoint'>): Worsened | null {
  if (run == null) return null;
  const { best, validation: newest } = run;
  if (best === null || newest === null || best.nll === null || newest.nll === null) return null;
  const by = newest.nll - best.nll;
  if (newest.step <= best.step || by <= 2 * (best.se ?? 0)) return null;
  return { best: best.step, newest: newest.step, by, shown: placeOf(checkpoint, best.step) };
}

/** The step of the best validation where the weights are from before it, else null. */
export function laterBest({ run, checkpoint }: Pick<Facts, 'run' | 'checkpoint'>): number | null {
  const best = run?.best?.step;
  return best !== undefined && placeOf(checkpoint, best) === 'before' ? best : null;
}

function placeOf(step: number | undefined, best: number): Worsened['shown'] {
  if (step === undefined || step > best) return 'after';
  return step === best ? 'best' : 'before';
}
