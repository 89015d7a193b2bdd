import type { TrueDensity } from '../../definition.ts';
import { trueDensity } from './true-density.ts';

export interface PinwheelShape {
  readonly arms: number;
  readonly radialStd: number;
  readonly tangentialStd: number;
  readonly rate: number;
}

const CELLS = 256;
/** Cells whose bound is this many nats below the best are left out. */
const NEGLIGIBLE = 45;
/** A cell that more branches than this cross is integrated instead of summed, */
const MANY = 40;
/** and so is a cell whose phase is so large that its fractional part is only rounding. */
const MEANINGLESS = 1e8;

/**
 * The exact log-density of the pinwheel. As a complex number x/2 = (r + iτ)e^{−iθ}, θ = 2πk/K + rate·eʳ, so with
 * ρ = |x|/2 and ψ = arg x every preimage is r = ρ cos α, τ = ρ sin α where F(α) = (α − ψ − rate·e^{ρ cos α})·K/2π is an
 * integer (its remainder is the arm). The density is the sum over these roots of N(r; 1, s²) N(τ; 0, t²) / (K·4|1 + rate·eʳ·τ|);
 * several arms, and several turns of one arm, may reach the same x.
 */
export function pinwheelDensity(shape: PinwheelShape): TrueDensity {
  const logProb = (points: Float64Array): Float64Array => {
    const out = new Float64Array(points.length / 2);
    const phase = new Float64Array(CELLS + 1);
    const bound = new Float64Array(CELLS + 1);
    for (let i = 0; i < out.length; i++) out[i] = logAt(shape, points[2 * i]!, points[2 * i + 1]!, phase, bound);
    return out;
  };
  return trueDensity(logProb, () => entropy(shape, logProb));
}

function logAt(shape: PinwheelShape, x: number, y: number, phase: Float64Array, bound: Float64Array): number {
  const rho = Math.hypot(x, y) / 2;
  const psi = Math.atan2(y, x);
  let best = -Infinity;
  for (let c = 0; c <= CELLS; c++) {
    const alpha = -Math.PI + (2 * Math.PI * c) / CELLS;
    phase[c] = phaseAt(shape, rho, psi, alpha);
    bound[c] = logGaussians(shape, rho, alpha);
  }
  const values: number[] = [];
  // Search for roots wherever the Gaussians are not negligible relative to the best cell with a root.
  for (let c = 0; c < CELLS; c++) {
    if (dense(phase[c]!, phase[c + 1]!) || Math.floor(phase[c]!) !== Math.floor(phase[c + 1]!))
      best = Math.max(best, Math.min(bound[c]!, bound[c + 1]!));
  }
  for (let c = 0; c < CELLS; c++) {
    const low = Math.min(phase[c]!, phase[c + 1]!);
    const high = Math.max(phase[c]!, phase[c + 1]!);
    if (Math.max(bound[c]!, bound[c + 1]!) < best - NEGLIGIBLE) continue;
    const from = -Math.PI + (2 * Math.PI * c) / CELLS;
    const to = -Math.PI + (2 * Math.PI * (c + 1)) / CELLS;
    if (dense(low, high)) {
      // With many roots, the sum Σ g(αⱼ)/|F′(αⱼ)| is the integral of g over the cell.
      values.push(logGaussians(shape, rho, (from + to) / 2) + Math.log((to - from) / (8 * Math.PI)));
      continue;
    }
    for (let branch = Math.floor(low) + 1; branch <= high; branch++) {
      const alpha = rootBetween(shape, rho, psi, branch, from, to);
      const slope = 1 + shape.rate * Math.exp(rho * Math.cos(alpha)) * rho * Math.sin(alpha);
      values.push(logGaussians(shape, rho, alpha) - Math.log(shape.arms * 4 * Math.max(Math.abs(slope), 1e-12)));
    }
  }
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

function dense(low: number, high: number): boolean {
  return Math.abs(high - low) > MANY || Math.max(Math.abs(low), Math.abs(high)) > MEANINGLESS;
}

function phaseAt({ arms, rate }: PinwheelShape, rho: number, psi: number, alpha: number): number {
  // The cap keeps the turn finite; it applies only where all cells are `dense`.
  return ((alpha - psi - rate * Math.exp(Math.min(30, rho * Math.cos(alpha)))) * arms) / (2 * Math.PI);
}

function logGaussians({ radialStd, tangentialStd }: PinwheelShape, rho: number, alpha: number): number {
  const r = (rho * Math.cos(alpha) - 1) / radialStd;
  const tau = (rho * Math.sin(alpha)) / tangentialStd;
  return -0.5 * (r * r + tau * tau) - Math.log(2 * Math.PI * radialStd * tangentialStd);
}

/**
 * The root of F(α) = branch in [from, to], where F − branch changes sign: Newton's method, kept inside by bisection.
 */
function rootBetween(shape: PinwheelShape, rho: number, psi: number, branch: number, from: number, to: number): number {
  let [low, high] = phaseAt(shape, rho, psi, from) < branch ? [from, to] : [to, from];
  let alpha = (low + high) / 2;
  for (let turn = 0; turn < 60 && Math.abs(high - low) > 1e-15; turn++) {
    const value = phaseAt(shape, rho, psi, alpha) - branch;
    if (value < 0) low = alpha;
    else high = alpha;
    const growth = shape.rate * Math.exp(Math.min(30, rho * Math.cos(alpha))) * rho * Math.sin(alpha);
    const next = alpha - (value * 2 * Math.PI) / (shape.arms * (1 + growth));
    const inside = (next - low) * (next - high) < 0;
    if (inside && Math.abs(next - alpha) < 1e-14) return next;
    alpha = inside ? next : (low + high) / 2;
  }
  return alpha;
}

/**
 * −E ln p over (r, τ) of one arm (all arms are equal), by the trapezoid rule. The spacing is a quarter of a standard
 * deviation, and in r so fine that the turn between neighbors stays within 1.5 standard deviations of another arm's
 * width, up to 400 nodes per side.
 */
function entropy(shape: PinwheelShape, logProb: (points: Float64Array) => Float64Array): number {
  const { radialStd, tangentialStd, rate } = shape;
  const outer = 1 + 2 * radialStd;
  const turnPerDeviation = rate * Math.exp(Math.min(30, outer)) * outer * radialStd;
  const stepR = Math.max(8 / 400, Math.min(0.25, (1.5 * tangentialStd) / turnPerDeviation));
  const stepTau = 0.25;
  const countR = Math.ceil(8 / stepR);
  const countTau = 32;
  const points = new Float64Array(2 * (2 * countTau + 1));
  let sum = 0;
  for (let i = -countR; i <= countR; i++) {
    const r = 1 + radialStd * stepR * i;
    const theta = rate * Math.exp(r);
    for (let j = -countTau; j <= countTau; j++) {
      const tau = tangentialStd * stepTau * j;
      points[2 * (j + countTau)] = 2 * (r * Math.cos(theta) + tau * Math.sin(theta));
      points[2 * (j + countTau) + 1] = 2 * (tau * Math.cos(theta) - r * Math.sin(theta));
    }
    const values = logProb(points);
    for (let j = -countTau; j <= countTau; j++) {
      const weight = (stepR * stepTau * Math.exp(-0.5 * ((stepR * i) ** 2 + (stepTau * j) ** 2))) / (2 * Math.PI);
      if (weight > 1e-25) sum -= weight * values[j + countTau]!;
    }
  }
  return sum;
}
