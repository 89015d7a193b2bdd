/** Start values of learned matrices, in float64 on row-major lists. */
import type { RandomStream } from '../../../random/random-stream.ts';

/** A random orthogonal matrix [n, n], uniformly distributed: Gaussian rows made orthonormal one after the other. */
export function randomRotation(n: number, random: RandomStream): Float64Array {
  const q = Float64Array.from({ length: n * n }, () => random.normal());
  for (let i = 0; i < n; i++) {
    // Twice, because a single pass leaves rounding errors if rows are nearly dependent.
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const along = dot(q, i * n, k * n, n);
        for (let j = 0; j < n; j++) q[i * n + j]! -= along * q[k * n + j]!;
      }
    }
    const norm = Math.sqrt(dot(q, i * n, i * n, n));
    for (let j = 0; j < n; j++) q[i * n + j]! /= norm;
  }
  return q;
}

/** The scalar product of two runs of `length` values. */
function dot(values: Float64Array, from: number, other: number, length: number): number {
  let total = 0;
  for (let j = 0; j < length; j++) total += values[from + j]! * values[other + j]!;
  return total;
}

export interface Factors {
  /** P [n, n] with A = P·(lower + I)·(upper + diag(diagonal)). */
  readonly permutation: Float64Array;
  /** Strict triangles [n, n]. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** [n]. */
  readonly diagonal: Float64Array;
}

/** By elimination with partial pivoting. */
export function luFactors(a: Float64Array, n: number): Factors {
  const packed = Float64Array.from(a);
  const rows = Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(packed[i * n + k]!) > Math.abs(packed[pivot * n + k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let j = 0; j < n; j++) {
      [packed[k * n + j], packed[pivot * n + j]] = [packed[pivot * n + j]!, packed[k * n + j]!];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = packed[i * n + k]! / packed[k * n + k]!;
      packed[i * n + k] = factor;
      for (let j = k + 1; j < n; j++) packed[i * n + j]! -= factor * packed[k * n + j]!;
    }
  }
  const permutation = new Float64Array(n * n);
  for (const [k, row] of rows.entries()) permutation[row * n + k] = 1;
  return {
    permutation,
    lower: packed.map((value, i) => (Math.floor(i / n) > i % n ? value : 0)),
    upper: packed.map((value, i) => (Math.floor(i / n) < i % n ? value : 0)),
    diagonal: packed.filter((_, i) => i % (n + 1) === 0),
  };
}
