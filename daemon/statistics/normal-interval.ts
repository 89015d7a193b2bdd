/**
 * Probabilities of intervals under the standard normal distribution, accurate in the far tails. The rational
 * approximations of the error function are Cody's (Mathematics of Computation 23, 1969), relative error near 1e-16.
 */
const A = [3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315];
const B = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const C = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
  2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const D = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
  3439.3676741437216, 1230.3393548037495,
];
const P = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  0.016315387137302097,
];
const Q = [2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918];

/** numerator[last]·v^n + …, divided by the monic polynomial v^n + …: the form of all three of Cody's approximations. */
function ratio(numerator: readonly number[], denominator: readonly number[], v: number): number {
  const n = denominator.length;
  let top = numerator[n]! * v;
  let bottom = v;
  for (let i = 0; i < n - 1; i++) {
    top = (top + numerator[i]!) * v;
    bottom = (bottom + denominator[i]!) * v;
  }
  return (top + numerator[n - 1]!) / (bottom + denominator[n - 1]!);
}

/** exp(x²)·erfc(x) for x ≥ 0: finite for any x. */
export function scaledErfc(x: number): number {
  if (x <= 0.46875) return Math.exp(x * x) * (1 - x * ratio(A, B, x * x));
  if (x <= 4) return ratio(C, D, x);
  const inverseSquare = 1 / (x * x);
  return (1 / Math.sqrt(Math.PI) - inverseSquare * ratio(P, Q, inverseSquare)) / x;
}

/** ln(Φ(b) − Φ(a)) for a < b, with full relative accuracy of the probability in both tails. */
export function logNormalInterval(a: number, b: number): number {
  if (b < 0) return logNormalInterval(-b, -a);
  const low = a * Math.SQRT1_2;
  const high = b * Math.SQRT1_2;
  if (a >= 0) {
    // The common factor exp(−a²/2) is factored out, so that neither term underflows.
    return -low * low + Math.log(0.5 * (scaledErfc(low) - Math.exp(low * low - high * high) * scaledErfc(high)));
  }
  return Math.log(1 - 0.5 * Math.exp(-low * low) * scaledErfc(-low) - 0.5 * Math.exp(-high * high) * scaledErfc(high));
}
