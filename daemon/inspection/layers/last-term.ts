/** The last term of the complete sum: what the base distribution adds to the NLL beyond a fitted Gaussian. */
import type { VersusNormal } from '../../flow/definition.ts';
import { digamma } from '../../statistics/digamma.ts';

export type CovarianceKind = 'full' | 'diagonal';

/** M = NLL − G_L, nats, where G_L is the NLL of a Gaussian fitted to the latents: G₀ − Σ gains + M = NLL. */
export interface LastTerm {
  /**
   * `base-mismatch`: the KL divergence of the fitted Gaussian from the base, ≥ 0. `base-term`: the base is not normal, and
   * M may be negative.
   */
  readonly kind: 'base-mismatch' | 'base-term';
  /** NaN if the latents' covariance is singular. */
  readonly value: number;
  /** Covariance of the fitted Gaussian. */
  readonly covariance: CovarianceKind;
  /** Its expectation if the latents follow the base exactly; NaN if that is not known. */
  readonly expected: number;
}

const ROWS_PER_DIMENSION = 10;
/** Nats. */
const MOST_EXPECTED = 0.1;

/**
 * Full covariances need many rows: a Gaussian that is fitted to n rows seems better than it is by about D²/4n nats. With
 * more than a tenth of a nat, or fewer than ten rows for each dimension, covariances are diagonal.
 */
export function covarianceKind(dimension: number, rows: number): CovarianceKind {
  const isTooWide = dimension > rows / ROWS_PER_DIMENSION || dimension ** 2 / (4 * rows) > MOST_EXPECTED;
  return isTooWide ? 'diagonal' : 'full';
}

/**
 * @param versus of the base distribution
 * @param nll mean −log q(x) over the rows, nats
 * @param lastCut G_L of the same rows in the same units
 * @param rows number of the rows
 */
export function lastTermOf(
  versus: VersusNormal | undefined,
  { nll, lastCut }: { readonly nll: number; readonly lastCut: number },
  {
    dimension,
    rows,
    covariance,
  }: { readonly dimension: number; readonly rows: number; readonly covariance: CovarianceKind },
): LastTerm {
  return {
    kind: versus?.isNormal ? 'base-mismatch' : 'base-term',
    value: nll - lastCut,
    covariance,
    expected: versus ? expectedLastTerm(versus, dimension, rows, covariance) : Number.NaN,
  };
}

/**
 * E[M] over n rows that follow the base, which is independent in every dimension.
 *
 * M = mean(−ln π(z)) − ½ ln det(2πe·S), S with divisor n. The mean of −ln π has the expectation h(π). For a normal
 * base, n·S in standardized units has a Wishart distribution with n − 1 degrees of freedom, whose
 * E[ln det] is Σ_{i=1…D} ψ((n − i)/2) + D ln 2. Hence, exactly,
 *
 *     E[M] = −½ Σ_{i=1…D} [ψ((n − i)/2) + ln(2/n)] ≈ D(D + 3)/4n     full covariance
 *     E[M] = −½ D [ψ((n − 1)/2) + ln(2/n)]          ≈ D/n            diagonal covariance
 *
 * Another base has less entropy than the normal with its covariance, by J in each dimension. With S = I + E,
 * ln det S ≈ tr E − ½ tr E², and only the D squares on the diagonal depend on the kurtosis κ: E[E_dd²] = (κ − 1)/n instead
 * of 2/n. So −D·J + D(κ − 3)/4n is added, up to O(1/n²).
 */
function expectedLastTerm(
  { negentropy, kurtosis }: VersusNormal,
  dimension: number,
  rows: number,
  covariance: CovarianceKind,
): number {
  if (rows < 2 || (covariance === 'full' && rows <= dimension)) return Number.NaN;
  const scale = Math.log(2 / rows);
  let sum = 0;
  for (let i = 1; i <= dimension; i++) sum += digamma((rows - (covariance === 'full' ? i : 1)) / 2) + scale;
  return -sum / 2 - dimension * negentropy + (dimension * (kurtosis - 3)) / (4 * rows);
}
