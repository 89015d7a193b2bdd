/** Student's t distribution: its distribution function by the regularized incomplete beta function (DLMF 8.17.22), and its inverse. */
import { logGamma } from './chi-squared.ts';

const MOST_TERMS = 10_000;

/** ln P(T ≤ t), for t ≤ 0, with `degrees` > 0 degrees of freedom. */
export function logStudentTail(t: number, degrees: number): number {
  // P(T ≤ −|t|) = I_x(ν/2, 1/2)/2 with x = ν/(ν + t²).
  const [a, b] = [degrees / 2, 0.5];
  const square = t * t;
  const logX = -Math.log1p(square / degrees);
  const rest = square / (degrees + square);
  const front = a * logX + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b);
  if (Math.exp(logX) < (a + 1) / (a + b + 2))
    return front - Math.log(a) + Math.log(continued(Math.exp(logX), a, b) / 2);
  if (rest === 0) return -Math.LN2;
  return Math.log1p(-(Math.exp(front) / b) * continued(rest, b, a)) - Math.LN2;
}

/** The continued fraction of I_x(a, b), by Lentz's method; it converges fast for x < (a + 1)/(a + b + 2). */
function continued(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** The t ≤ 0 with ln P(T ≤ t) = `logP`, for logP ≤ ln ½: halving an interval of ln|t|, to the last digits. */
export function lowerStudentQuantile(logP: number, degrees: number): number {
  if (logP >= -Math.LN2) return 0;
  let [near, far] = [-800, 700];
  for (let i = 0; i < 80; i++) {
    const middle = (near + far) / 2;
    if (logStudentTail(-Math.exp(middle / 2), degrees) > logP) near = middle;
    else far = middle;
  }
  return -Math.exp((near + far) / 4);
}
