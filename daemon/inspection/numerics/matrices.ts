/** Dense linear algebra in float64 on square matrices, row-major. */

/** ln|det A| by elimination with partial pivoting; −∞ for a singular matrix. */
export function logAbsDeterminant(matrix: Float64Array): number {
  const n = Math.round(Math.sqrt(matrix.length));
  const a = matrix.slice();
  let logDet = 0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (pivot !== k) swapRows(a, n, k, pivot);
    const diagonal = a[k * n + k]!;
    logDet += Math.log(Math.abs(diagonal));
    if (diagonal === 0) return -Infinity;
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / diagonal;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return logDet;
}

function swapRows(a: Float64Array, n: number, p: number, q: number): void {
  for (let j = 0; j < n; j++) {
    const held = a[p * n + j]!;
    a[p * n + j] = a[q * n + j]!;
    a[q * n + j] = held;
  }
}

const MAX_SWEEPS = 40;
const ORTHOGONAL = 1e-15;

/**
 * Ratio of the largest to the smallest singular value, by one-sided Jacobi rotations (Hestenes 1958), which compute
 * small singular values to high relative accuracy. ∞ for a singular matrix, NaN if an element is not finite.
 */
export function conditionNumber(matrix: Float64Array): number {
  if (!matrix.every(Number.isFinite)) return Number.NaN;
  const n = Math.round(Math.sqrt(matrix.length));
  const a = matrix.slice();
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotated = orthogonalize(a, n, p, q) || rotated;
    if (!rotated) break;
  }
  let [smallest, largest] = [Infinity, 0];
  for (let i = 0; i < n; i++) {
    const length = Math.hypot(...a.subarray(i * n, (i + 1) * n));
    smallest = Math.min(smallest, length);
    largest = Math.max(largest, length);
  }
  return largest / smallest;
}

/** Rotates rows p and q until they are orthogonal; false if they already were. */
function orthogonalize(a: Float64Array, n: number, p: number, q: number): boolean {
  let [pp, qq, pq] = [0, 0, 0];
  for (let j = 0; j < n; j++) {
    const [x, y] = [a[p * n + j]!, a[q * n + j]!];
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= ORTHOGONAL * Math.sqrt(pp * qq)) return false;
  const ratio = (qq - pp) / (2 * pq);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let j = 0; j < n; j++) {
    const [x, y] = [a[p * n + j]!, a[q * n + j]!];
    a[p * n + j] = cosine * x - sine * y;
    a[q * n + j] = sine * x + cosine * y;
  }
  return true;
}
