/**
 * The directions of largest variance, by the Lanczos process on the rows' covariance, which is never formed.
 * Source: Golub, van Loan, Matrix Computations (4th ed.), sections 10.1 and 10.3 (full reorthogonalization).
 */
import { randomStream } from '../../random/random-stream.ts';

export interface PrincipalDirection {
  /** Unit vector [D]; its largest element is positive. */
  readonly vector: Float64Array;
  /** Variance of the rows along it. */
  readonly variance: number;
}

/** Steps in addition to the wanted number: enough for the ends of a spectrum without gaps. */
const EXTRA_STEPS = 100;

/** The first `wanted` principal directions of row-major [count, D] values, largest variance first. */
export function principalDirections(
  values: ArrayLike<number>,
  dimension: number,
  wanted: number,
): PrincipalDirection[] {
  const count = values.length / dimension;
  const centered = center(values, dimension);
  const multiply = (v: Float64Array): Float64Array => {
    const result = new Float64Array(dimension);
    for (let row = 0; row < centered.length; row += dimension) {
      let along = 0;
      for (let d = 0; d < dimension; d++) along += centered[row + d]! * v[d]!;
      for (let d = 0; d < dimension; d++) result[d]! += (along * centered[row + d]!) / count;
    }
    return result;
  };
  const steps = Math.min(dimension, wanted + EXTRA_STEPS);
  const { basis, diagonal, below } = lanczos(multiply, dimension, steps);
  const { values: eigenvalues, vectors } = tridiagonalEigen(diagonal, below);
  const order = [...eigenvalues.keys()].sort((a, b) => eigenvalues[b]! - eigenvalues[a]!);
  return order.slice(0, Math.min(wanted, dimension)).map((k) => {
    const vector = new Float64Array(dimension);
    for (const [i, q] of basis.entries()) for (let d = 0; d < dimension; d++) vector[d]! += vectors[i]![k]! * q[d]!;
    const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    return { vector: largest < 0 ? vector.map((x) => -x) : vector, variance: Math.max(0, eigenvalues[k]!) };
  });
}

function center(values: ArrayLike<number>, dimension: number): Float64Array {
  const count = values.length / dimension;
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension]! += values[i]! / count;
  return Float64Array.from(values, (value, i) => value - mean[i % dimension]!);
}

function lanczos(multiply: (v: Float64Array) => Float64Array, dimension: number, steps: number) {
  const random = randomStream(0, 'lanczos');
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const below: number[] = [];
  let next = orthonormal(
    Float64Array.from({ length: dimension }, () => random.normal()),
    basis,
  )!;
  while (basis.length < steps) {
    basis.push(next);
    const image = multiply(next);
    diagonal.push(dot(next, image));
    if (basis.length === steps) break;
    const size = norm(image);
    const rest = orthonormal(image, basis, 1e-10 * size);
    below.push(rest === null ? 0 : dot(rest, image));
    // An invariant subspace is complete, so continue in one that is orthogonal to it.
    next =
      rest ??
      orthonormal(
        Float64Array.from({ length: dimension }, () => random.normal()),
        basis,
      )!;
  }
  return { basis, diagonal, below };
}

/** The part of v orthogonal to the basis, with length 1; null if it is not longer than `smallest`. */
function orthonormal(v: Float64Array, basis: readonly Float64Array[], smallest = 0): Float64Array | null {
  const rest = v.slice();
  // Two passes are enough: the second removes what rounding leaves after the first.
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const along = dot(q, rest);
      for (let d = 0; d < rest.length; d++) rest[d]! -= along * q[d]!;
    }
  }
  const length = norm(rest);
  return length > smallest ? rest.map((x) => x / length) : null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let d = 0; d < a.length; d++) total += a[d]! * b[d]!;
  return total;
}

function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

/** Eigenvalues and eigenvectors (columns) of a small symmetric tridiagonal matrix by Jacobi rotations. */
function tridiagonalEigen(diagonal: readonly number[], below: readonly number[]) {
  const n = diagonal.length;
  const a = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) =>
      i === j ? diagonal[i]! : Math.abs(i - j) === 1 ? below[Math.min(i, j)]! : 0,
    ),
  );
  const vectors = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const scale = Math.max(...diagonal.map(Math.abs), ...below.map(Math.abs), Number.MIN_VALUE);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off = Math.max(off, Math.abs(a[p]![q]!));
    if (off <= 1e-14 * scale) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) if (Math.abs(a[p]![q]!) > 1e-16 * scale) rotate(a, vectors, p, q);
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

function rotate(a: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of [...a, ...vectors]) {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
  const [rowP, rowQ] = [a[p]!, a[q]!];
  for (let k = 0; k < rowP.length; k++) {
    const [x, y] = [rowP[k]!, rowQ[k]!];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
}
