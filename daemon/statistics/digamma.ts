/** From here on, the asymptotic series has an error below 1e-13. */
const LARGE = 8;

/** ψ(x) = d ln Γ(x)/dx, x > 0, by recurrence and the asymptotic series (DLMF 5.5.2, 5.11.2). */
export function digamma(x: number): number {
  let [at, below] = [x, 0];
  while (at < LARGE) {
    below -= 1 / at;
    at += 1;
  }
  const square = 1 / (at * at);
  const series =
    square *
    (1 / 12 -
      square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32_760))))));
  return below + Math.log(at) - 0.5 / at - series;
}
