/**
 * A monotone rational-quadratic spline (Gregory, Delbourgo 1982) through quantiles of the training rows, to those of the
 * standard normal distribution, with linear tails.
 */
import { logNormalCdf, normalQuantile } from '../../statistics/normal-distribution.ts';
import { add, div, mul, reshape, square, sub } from '../../tensor/ops/arithmetic.ts';
import { concat, slice, split } from '../../tensor/ops/concat-split.ts';
import { constant, scalar } from '../../tensor/ops/leaf.ts';
import { matmul } from '../../tensor/ops/matmul.ts';
import { clamp, greaterEqual, maximum, minimum, where } from '../../tensor/ops/select.ts';
import { abs, log, sqrt } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { defineStep, type FittedStep } from './define-step.ts';
import { effectiveCount, medianAndRange, quantilesOf, type Weighted } from './location-scale.ts';

/** Ascending knots v and z, and the slope dz/dv at each. */
interface Knots {
  readonly v: readonly number[];
  readonly z: readonly number[];
  readonly slope: readonly number[];
}

const FEWEST_KNOTS = 8;
const MOST_KNOTS = 33;
const ROWS_PER_KNOT = 50;
/** Knots that are closer, relative to their size, are one: float32 must tell them apart. */
const GAP = 2 ** -16;
/** Far below any discriminant of a bin, but with a finite root. */
const LEAST = 1e-30;
/** The largest float32. */
const LARGEST = 3.4e38;

const knotsOf = ({ table }: FittedStep): Knots => {
  const [v, z, slope] = table!;
  return { v: v!, z: z!, slope: slope! };
};

export const quantile = defineStep({
  type: 'quantile',
  describe: (step) => `spline through ${knotsOf(step).v.length} quantiles to those of N(0, 1)`,
  forward: (v, step) => along(knotsOf(step), v).z,
  inverse(z, step) {
    const { v: xs, z: zs, slope } = knotsOf(step);
    const last = zs.length - 1;
    if (z <= zs[0]!) return xs[0]! + (z - zs[0]!) / slope[0]!;
    if (z >= zs[last]!) return xs[last]! + (z - zs[last]!) / slope[last]!;
    const k = binAt(zs, z);
    const [width, height] = [xs[k + 1]! - xs[k]!, zs[k + 1]! - zs[k]!];
    const s = height / width;
    const [below, above] = [(z - zs[k]!) / height, (zs[k + 1]! - z) / height];
    const b = slope[k]! * above - slope[k + 1]! * below;
    const root = Math.abs(b) + Math.sqrt(b * b + 4 * s * s * below * above);
    const [up, down] = b >= 0 ? [2 * s * below, root] : [root, 2 * s * above];
    return xs[k]! + (width * up) / (up + down);
  },
  logSlope: (v, step) => Math.log(along(knotsOf(step), v).slope),
  forwardGraph(v, steps) {
    const bin = binsOf(steps);
    const at = bin.select(v, 'v');
    const inside = maximum(minimum(v, bin.end('v')), bin.start('v'));
    const width = sub(at.right, at.left);
    const xi = div(sub(inside, at.left), width);
    const rest = div(sub(at.right, inside), width);
    const { denominator, slope } = bent(at, xi, rest);
    const share = div(mul(add(mul(at.secant, xi), mul(at.first, rest)), xi), denominator);
    const value = add(at.bottom, mul(sub(at.top, at.bottom), share));
    // Beyond the ends, xi is 0 or 1 and the slope is that of the last knot.
    return { value: add(value, mul(sub(v, inside), slope)), logSlope: log(slope) };
  },
  inverseGraph(z, steps) {
    const bin = binsOf(steps);
    const at = bin.select(z, 'z');
    const inside = maximum(minimum(z, bin.end('z')), bin.start('z'));
    const height = sub(at.top, at.bottom);
    const below = clamp(div(sub(inside, at.bottom), height), 0, 1);
    const above = clamp(div(sub(at.top, inside), height), 0, 1);
    const b = sub(mul(at.first, above), mul(at.last, below));
    const doubled = mul(at.secant, scalar(2));
    const root = add(abs(b), sqrt(maximum(add(square(b), mul(square(doubled), mul(below, above))), scalar(LEAST))));
    const rising = greaterEqual(b, scalar(0));
    const up = where(rising, mul(doubled, below), root);
    const down = where(rising, root, mul(doubled, above));
    const total = add(up, down);
    const xi = div(up, total);
    const { slope } = bent(at, xi, div(down, total));
    const value = add(at.left, mul(sub(at.right, at.left), xi));
    return add(value, div(sub(z, inside), slope));
  },
});

/**
 * Knots at equal distances of z, from the smallest to the largest value; equal values are one knot.
 * @returns null if all values are equal
 */
export function fitQuantiles(sample: Weighted): FittedStep | null {
  const spread = medianAndRange(sample);
  if (spread === null) return null;
  const { center, scale } = spread;
  const n = effectiveCount(sample);
  const quantileAt = quantilesOf(sample);
  const count = Math.max(FEWEST_KNOTS, Math.min(MOST_KNOTS, Math.floor(n / ROWS_PER_KNOT)));
  const outermost = -normalQuantile(1 / (2 * n));
  const xs: number[] = [];
  const zs: number[] = [];
  let alike = 1;
  for (let k = 0; k < count; k++) {
    const z = outermost * ((2 * k) / (count - 1) - 1);
    const p = k === 0 ? 0 : k === count - 1 ? 1 : Math.exp(logNormalCdf(z));
    const v = (quantileAt(p) - center) / scale;
    const before = xs.at(-1);
    if (before !== undefined && v - before <= GAP * Math.max(1, Math.abs(v))) {
      alike++;
      zs[zs.length - 1]! += (z - zs.at(-1)!) / alike;
    } else {
      xs.push(v);
      zs.push(z);
      alike = 1;
    }
  }
  if (xs.length === 1) return null;
  return { stage: 'standardize', type: quantile.type, center, scale, table: [xs, zs, slopesOf(xs, zs)] };
}

/** Weighted harmonic means of the secants beside each knot (Fritsch, Butland 1984); at the ends the secant. */
function slopesOf(xs: readonly number[], zs: readonly number[]): number[] {
  const widths = xs.slice(1).map((x, k) => x - xs[k]!);
  const secants = widths.map((width, k) => (zs[k + 1]! - zs[k]!) / width);
  return xs.map((_, k) => {
    if (k === 0) return secants[0]!;
    if (k === xs.length - 1) return secants.at(-1)!;
    const [left, right] = [widths[k - 1]!, widths[k]!];
    return (3 * (left + right)) / ((2 * right + left) / secants[k - 1]! + (right + 2 * left) / secants[k]!);
  });
}

function along({ v: xs, z: zs, slope }: Knots, v: number): { readonly z: number; readonly slope: number } {
  const last = xs.length - 1;
  if (v <= xs[0]!) return { z: zs[0]! + (v - xs[0]!) * slope[0]!, slope: slope[0]! };
  if (v >= xs[last]!) return { z: zs[last]! + (v - xs[last]!) * slope[last]!, slope: slope[last]! };
  const k = binAt(xs, v);
  const [width, height] = [xs[k + 1]! - xs[k]!, zs[k + 1]! - zs[k]!];
  const s = height / width;
  const [first, end] = [slope[k]!, slope[k + 1]!];
  const xi = (v - xs[k]!) / width;
  const rest = 1 - xi;
  const denominator = s + (first + end - 2 * s) * xi * rest;
  return {
    z: zs[k]! + (height * xi * (s * xi + first * rest)) / denominator,
    slope: (s * s * (end * xi * xi + 2 * s * xi * rest + first * rest * rest)) / denominator ** 2,
  };
}

/** The last knot at or below the value, of all but the last one. */
function binAt(knots: readonly number[], value: number): number {
  let [low, high] = [0, knots.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (knots[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One bin for each element, [B, n] each. */
interface Bin {
  readonly left: Tensor;
  readonly right: Tensor;
  readonly bottom: Tensor;
  readonly top: Tensor;
  readonly secant: Tensor;
  readonly first: Tensor;
  readonly last: Tensor;
}

/** Columns whose bins are read by one matrix product: with more, most of its entries would be zeros. */
const TOGETHER = 8;

const QUANTITIES: { readonly [Q in keyof Bin]: (knots: Knots, k: number) => number } = {
  left: ({ v }, k) => v[k]!,
  right: ({ v }, k) => v[k + 1]!,
  bottom: ({ z }, k) => z[k]!,
  top: ({ z }, k) => z[k + 1]!,
  secant: ({ v, z }, k) => (z[k + 1]! - z[k]!) / (v[k + 1]! - v[k]!),
  first: ({ slope }, k) => slope[k]!,
  last: ({ slope }, k) => slope[k + 1]!,
};

/** The bins of all columns. Those with fewer bins than others repeat their last one, where no value is. */
function binsOf(steps: readonly FittedStep[]) {
  const all = steps.map(knotsOf);
  const bins = Math.max(...all.map(({ v }) => v.length - 1));
  /** Where bins begin (0) or end (1), [n, K]: the first and the last one reach as far as numbers do. */
  const edgesOf = (axis: 'v' | 'z', end: 0 | 1) =>
    constant(
      all.flatMap((knots) =>
        Array.from({ length: bins }, (_, k) => {
          if (k + end === 0) return -LARGEST;
          return k + end < knots.v.length - 1 ? knots[axis][k + end]! : LARGEST;
        }),
      ),
      [steps.length, bins],
    );
  const edge = (of: (knots: Knots) => number) => constant(all.map(of), [steps.length]);
  return {
    start: (axis: 'v' | 'z') => edge((knots) => knots[axis][0]!),
    end: (axis: 'v' | 'z') => edge((knots) => knots[axis].at(-1)!),
    select(x: Tensor, axis: 'v' | 'z'): Bin {
      const [batch, n] = x.shape as readonly [number, number];
      const wide = reshape(x, [batch, n, 1]);
      const chosen = sub(greaterEqual(wide, edgesOf(axis, 0)), greaterEqual(wide, edgesOf(axis, 1)));
      const flat = reshape(chosen, [batch, n * bins]);
      const parts = Array.from({ length: Math.ceil(n / TOGETHER) }, (_, part) => {
        const [from, to] = [part * TOGETHER, Math.min(n, (part + 1) * TOGETHER)];
        const own = all.slice(from, to);
        const read = matmul(slice(flat, 1, from * bins, to * bins), readingMatrix(own, bins));
        return split(read, new Array<number>(names.length).fill(own.length), 1);
      });
      const joined = names.map(
        (name, q) =>
          [
            name,
            concat(
              parts.map((part) => part[q]!),
              1,
            ),
          ] as const,
      );
      return Object.fromEntries(joined) as { readonly [Q in keyof Bin]: Tensor };
    },
  };
}

const names = Object.keys(QUANTITIES) as readonly (keyof Bin)[];

/** From the chosen bin of each column, [n·K] of zeros and ones, to each quantity of all columns, [7·n]. */
function readingMatrix(columns: readonly Knots[], bins: number): Tensor {
  const n = columns.length;
  const width = names.length * n;
  const values = new Float64Array(n * bins * width);
  for (const [i, knots] of columns.entries()) {
    for (let k = 0; k < bins; k++) {
      const own = Math.min(k, knots.v.length - 2);
      for (const [q, name] of names.entries()) {
        values[(i * bins + k) * width + q * n + i] = QUANTITIES[name](knots, own);
      }
    }
  }
  return constant(values, [n * bins, width]);
}

/** Denominator s + cp and slope s²·(δ₁ξ² + 2sp + δ₀ζ²)/denominator², with p = ξζ and c = δ₀ + δ₁ − 2s. */
function bent({ secant, first, last }: Bin, xi: Tensor, rest: Tensor) {
  const between = mul(xi, rest);
  const doubled = mul(secant, scalar(2));
  const denominator = add(secant, mul(sub(add(first, last), doubled), between));
  const bracket = add(add(mul(last, square(xi)), mul(doubled, between)), mul(first, square(rest)));
  return { denominator, slope: mul(square(div(secant, denominator)), bracket) };
}
