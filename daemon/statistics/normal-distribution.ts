/** Φ, the distribution function of N(0, 1), and its inverse. */
import { scaledErfc } from './normal-interval.ts';

/** ln Φ(u), accurate in the lower tail. */
export function logNormalCdf(u: number): number {
  if (u > 0) return Math.log1p(-Math.exp(logNormalCdf(-u)));
  return Math.log(0.5 * scaledErfc(-u * Math.SQRT1_2)) - (u * u) / 2;
}

/** The u with ln Φ(u) = `logP`, for logP ≤ ln ½ (the lower half), by Newton's method on the concave ln Φ. */
export function lowerQuantile(logP: number): number {
  if (logP === -Infinity) return -Infinity;
  // ln Φ(u) < −u²/2, so this start is at or below the root, from where Newton's steps on a concave function are
  // monotone.
  let u = -Math.sqrt(-2 * logP);
  for (let i = 0; i < 50; i++) {
    const value = logNormalCdf(u);
    const slope = Math.exp(-(u * u) / 2 - Math.log(Math.sqrt(2 * Math.PI)) - value);
    const step = (value - logP) / slope;
    u -= step;
    if (Math.abs(step) <= 1e-13 * Math.max(1, Math.abs(u))) break;
  }
  return Math.min(u, 0);
}

/** The u with Φ(u) = p, 0 < p < 1. */
export function normalQuantile(p: number): number {
  return p <= 0.5 ? lowerQuantile(Math.log(p)) : -lowerQuantile(Math.log1p(-p));
}
