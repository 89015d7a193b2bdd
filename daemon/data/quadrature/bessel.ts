/**
 * ln I₀(x) − x for x ≥ 0, the modified Bessel function of order 0 without its growth: power series (DLMF 10.25.2; all
 * terms positive) up to 25, above it the asymptotic series (DLMF 10.40.1), whose smallest term there is below 1e-20.
 */
export function logBesselI0Scaled(x: number): number {
  if (x < 25) {
    const quarter = (x * x) / 4;
    let term = 1;
    let sum = 1;
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= quarter / (k * k);
      sum += term;
    }
    return Math.log(sum) - x;
  }
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 30 && term > 1e-17; k++) {
    term *= ((2 * k - 1) * (2 * k - 1)) / (8 * k * x);
    sum += term;
  }
  return Math.log(sum) - 0.5 * Math.log(2 * Math.PI * x);
}
