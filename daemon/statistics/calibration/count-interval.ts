/** How many of n rows lie in a part of a distribution, if they follow it. */
import { logGamma } from '../chi-squared.ts';

/** A part with the probability `share`. */
export interface Part {
  readonly share: number;
  /** The number of samples that say where the part is, the same for all rows. Infinity: it is known, or each row has samples of its own. */
  readonly samples: number;
}

/**
 * Low and high count with P(count < low) ≤ 2.5 % and P(count > high) ≤ 2.5 %: of the binomial distribution, or, if samples
 * say where the part is, of the beta-binomial, as the probability of such a part varies (DeGroot: order statistics of
 * uniform numbers are beta distributed).
 */
export function countInterval(n: number, { share, samples }: Part): readonly [number, number] {
  if (share <= 0) return [0, 0];
  if (share >= 1) return [n, n];
  const logP =
    samples === Infinity ? binomial(n, share) : betaBinomial(n, share * (samples + 1), (1 - share) * (samples + 1));
  let [low, high] = [n, n];
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += Math.exp(logP(k));
    if (sum > TAIL && low === n) low = k;
    if (sum >= 1 - TAIL) {
      high = k;
      break;
    }
  }
  return [low, high];
}

const TAIL = 0.025;

function binomial(n: number, p: number): (k: number) => number {
  const [a, b] = [Math.log(p), Math.log1p(-p)];
  return (k) => logChoose(n, k) + k * a + (n - k) * b;
}

function betaBinomial(n: number, a: number, b: number): (k: number) => number {
  const all = logBeta(a, b);
  return (k) => logChoose(n, k) + logBeta(k + a, n - k + b) - all;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
