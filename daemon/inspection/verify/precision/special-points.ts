/** Points at which float32 may fail: the ends of a domain, points at which pieces of a map meet, and far out. */
import type { Domain } from '../../../flow/intervals.ts';
import type { RandomStream } from '../../../random/random-stream.ts';

/** Up to this size results are finite and accurate. Farther out they may be infinite, but not NaN. */
export const FAR = 1e4;

const REACHES = [1, 4, 20, 100, FAR, 1e8];

/** The next float32 above (`direction` 1) or below (−1). */
export function neighbor(value: number, direction: 1 | -1): number {
  const floats = Float32Array.of(value);
  const bits = new Int32Array(floats.buffer);
  if (floats[0] === 0) return direction * 2 ** -126;
  bits[0]! += floats[0]! > 0 ? direction : -direction;
  return floats[0]!;
}

/** Values of one coordinate, float32. */
export function specialValues(domain: Domain): number[] {
  const { low, high, closed, whole = false } = domain;
  const center = Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : 0;
  if (whole) return [low, Math.floor(center), high];
  const from = (end: number, inwards: 1 | -1) => {
    if (!Number.isFinite(end)) return REACHES.map((reach) => -inwards * reach);
    const width = Number.isFinite(high - low) ? high - low : 1;
    const inside = neighbor(Math.fround(end), inwards);
    return [...(closed ? [end] : []), inside, end + inwards * 1e-3 * width].map(Math.fround);
  };
  const values = [center, ...from(low, 1), ...from(high, -1)];
  return values.filter((value) => isWithin(domain, value));
}

/** Whether float32 `value` is in the domain, with its ends rounded to float32. */
export function isWithin({ low, high, closed }: Domain, value: number): boolean {
  const [from, to] = [Math.fround(low), Math.fround(high)];
  return closed ? value >= from && value <= to : value > from && value < to;
}

export interface PointsOptions {
  readonly domain: Domain;
  /** Points in the layer's usual range, float32, row-major. */
  readonly typical: Float32Array;
  readonly width: number;
  /** Use every pattern, rather than every value once. */
  readonly dense: boolean;
  readonly random: RandomStream;
}

/** Rows, float32, row-major: typical ones, and rows with special values in all, every other or random coordinates. */
export function specialRows({ domain, typical, width, dense, random }: PointsOptions): Float32Array {
  const values = specialValues(domain);
  const rows = [typical];
  // The remaining coordinates come from one typical point after the other, so that a network sees many of them.
  let next = 0;
  const put = (value: (coordinate: number) => number | null) => {
    const from = (next++ * width) % typical.length;
    rows.push(typical.subarray(from, from + width).map((x, d) => value(d) ?? x));
  };
  for (const value of values) {
    put(() => value);
    if (!dense || width === 1) continue;
    put((d) => (d % 2 === 0 ? value : null));
    put((d) => (d % 2 === 1 ? value : null));
    put(() => (random.uniform() < 0.5 ? value : values[random.integer(values.length)]!));
  }
  return joined(rows);
}

/** The points themselves and, if `around`, with every coordinate moved to the next float32 on either side. */
export function withNeighbors(points: Float32Array, domain: Domain, around: boolean): Float32Array {
  const shift = (direction: 1 | -1) =>
    points.map((x) => {
      const next = neighbor(x, direction);
      return isWithin(domain, next) ? next : x;
    });
  return around ? joined([points, shift(1), shift(-1)]) : points;
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
