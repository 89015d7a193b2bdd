/** The exact probability of an image of a dressed person: folds and light are integrated by quadrature. */
import type { Cells } from './cells.ts';
import { FOLD, type Layers, LIGHT } from './render.ts';

/** Nodes reach this many deviations of the integrand, and lie this many apart. */
const REACH = 7;
const STEP = 1;
const MOST_TURNS = 40;

/**
 * ln P(x | scene), nats: ∫∫ N(u) N(v) ∏ P(xᵢ | μᵢ(u, v)) du dv for whole gray levels x. The trapezoid rule, in
 * coordinates in which the integrand is nearly a standard normal around its highest point, where it converges
 * exponentially.
 * @param x [pixels], 0 … 255 @param sigma noise of a pixel, gray levels
 */
export function logProbOf(x: ArrayLike<number>, layers: Layers, cells: Cells, sigma: number): number {
  const { background, skin, cloth } = layers;
  let still = 0;
  const moving: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (skin[i]! + cloth[i]! === 0) still += cells.logProb(x[i]!, background[i]!);
    else moving.push(i);
  }
  const at = pixelsOf(x, layers, moving);
  const integrand = (u: number, v: number) => {
    let sum = -0.5 * (u * u + v * v) - Math.log(2 * Math.PI);
    for (let n = 0; n < moving.length; n++) sum += cells.logProb(at.x[n]!, meanAt(at, n, u, v));
    return sum;
  };
  const { u, v, root } = highest(at, sigma, integrand);
  const values: number[] = [];
  for (let a = -REACH; a <= REACH; a += STEP) {
    for (let b = -REACH; b <= REACH; b += STEP) {
      values.push(integrand(u + root[0] * a, v + root[1] * a + root[2] * b));
    }
  }
  const largest = values.reduce((one, other) => Math.max(one, other));
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return still + largest + Math.log(sum * STEP * STEP * root[0] * root[2]);
}

/** The pixels that depend on folds and light. */
interface Pixels {
  readonly x: Float64Array;
  readonly background: Float64Array;
  readonly skin: Float64Array;
  readonly cloth: Float64Array;
  /** Times FOLD, and LIGHT. */
  readonly folds: Float64Array;
  readonly side: Float64Array;
}

function pixelsOf(x: ArrayLike<number>, layers: Layers, chosen: readonly number[]): Pixels {
  const pick = (values: ArrayLike<number>, factor = 1) => Float64Array.from(chosen, (i) => factor * values[i]!);
  const { background, skin, cloth, folds, side } = layers;
  return {
    x: pick(x),
    background: pick(background),
    skin: pick(skin),
    cloth: pick(cloth),
    folds: pick(folds, FOLD),
    side: pick(side, LIGHT),
  };
}

function meanAt(p: Pixels, n: number, u: number, v: number): number {
  return p.background[n]! + (p.skin[n]! + p.cloth[n]! * (1 + u * p.folds[n]!)) * (1 + v * p.side[n]!);
}

/** Where the integrand is highest, and a root of its inverse curvature, [[r₀, 0], [r₁, r₂]]: Gauss–Newton. */
function highest(p: Pixels, sigma: number, integrand: (u: number, v: number) => number) {
  let [u, v] = [0, 0];
  let value = integrand(u, v);
  const precision = 1 / (sigma * sigma);
  for (let turn = 0; ; turn++) {
    let [uu, uv, vv, gu, gv] = [1, 0, 1, -u, -v];
    for (let n = 0; n < p.x.length; n++) {
      const light = 1 + v * p.side[n]!;
      const own = p.skin[n]! + p.cloth[n]! * (1 + u * p.folds[n]!);
      const rest = (p.x[n]! + 0.5 - p.background[n]! - own * light) * precision;
      const du = p.cloth[n]! * p.folds[n]! * light;
      const dv = own * p.side[n]!;
      uu += du * du * precision;
      uv += du * dv * precision;
      vv += dv * dv * precision;
      gu += du * rest;
      gv += dv * rest;
    }
    const determinant = uu * vv - uv * uv;
    const du = (vv * gu - uv * gv) / determinant;
    const dv = (uu * gv - uv * gu) / determinant;
    let share = 1;
    while (share > 1e-3 && !(integrand(u + share * du, v + share * dv) >= value)) share /= 2;
    const still = share <= 1e-3 || Math.abs(du) + Math.abs(dv) < 1e-6;
    if (!still) {
      u += share * du;
      v += share * dv;
      value = integrand(u, v);
    }
    if (still || turn === MOST_TURNS) {
      // The covariance is [[vv, −uv], [−uv, uu]] / determinant.
      const first = Math.sqrt(vv / determinant);
      const second = -uv / determinant / first;
      const third = Math.sqrt(uu / determinant - second * second);
      return { u, v, root: [first, second, third] as const };
    }
  }
}
