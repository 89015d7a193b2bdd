/** How baselines take a context: a density for each class, or a mean that is linear in the context. */
import { choleskyFactor } from './gaussian.ts';
import { type Points, totalWeight } from './points.ts';

/** Rows with their context, [count, size]; size 0: none. */
export interface RowsWithContext {
  readonly points: Points;
  readonly context: ArrayLike<number>;
  readonly contextSize: number;
}

/** The classes of the rows, if their context has only labels: numbers from 0 in the order in which they occur in the first rows. */
export function classesOf(
  train: RowsWithContext,
  others: readonly RowsWithContext[],
): { readonly count: number; readonly train: Uint32Array; readonly others: readonly Uint32Array[] } | null {
  const known = new Map<string, number>();
  const classes = ({ points, context, contextSize }: RowsWithContext, isNew: boolean) => {
    const out = new Uint32Array(points.count);
    for (let row = 0; row < points.count; row++) {
      let key = '';
      for (let i = 0; i < contextSize; i++) if (context[row * contextSize + i] !== 0) key += `${i} `;
      let found = known.get(key);
      if (found === undefined) {
        if (!isNew || known.size === MOST_CLASSES) return null;
        found = known.size;
        known.set(key, found);
      }
      out[row] = found;
    }
    return out;
  };
  const ofTrain = classes(train, true);
  const ofOthers = others.map((rows) => (ofTrain === null ? null : classes(rows, false)));
  if (ofTrain === null || !ofOthers.every((each) => each !== null)) return null;
  return { count: known.size, train: ofTrain, others: ofOthers };
}

const MOST_CLASSES = 64;

/** Of the variance of a number of the context; labels sum to 1, so that they depend on each other. */
const RIDGE = 1e-6;

/** What remains of rows after the mean that is linear in their context, by (weighted) least squares on the first rows. */
export function withoutLinearMean(train: RowsWithContext, others: readonly RowsWithContext[]): readonly Points[] {
  const { points, context, contextSize } = train;
  const size = contextSize + 1;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size * points.width);
  const input = new Float64Array(size).fill(1);
  const inputOf = (of: ArrayLike<number>, row: number) => {
    for (let i = 0; i < contextSize; i++) input[i] = of[row * contextSize + i]!;
  };
  for (let row = 0; row < points.count; row++) {
    inputOf(context, row);
    const weight = points.weights === undefined ? 1 : points.weights[row]!;
    for (let i = 0; i < size; i++) {
      const scaled = weight * input[i]!;
      for (let j = 0; j <= i; j++) gram[i * size + j]! += scaled * input[j]!;
      for (let d = 0; d < points.width; d++) {
        right[i * points.width + d]! += scaled * points.values[row * points.width + d]!;
      }
    }
  }
  for (let i = 0; i < size; i++) gram[i * size + i]! += RIDGE * totalWeight(points);
  const factor = choleskyFactor(gram, size)!;
  solve(factor, right, size, points.width);
  return [train, ...others].map(({ points: each, context: own }) => {
    const { count, width, values } = each;
    const out = values.slice();
    for (let row = 0; row < count; row++) {
      inputOf(own, row);
      for (let i = 0; i < size; i++) {
        for (let d = 0; d < width; d++) out[row * width + d]! -= input[i]! * right[i * width + d]!;
      }
    }
    return { ...each, values: out };
  });
}

/** Solves L·Lᵀ·X = B in place, B row-major [n, width]. */
function solve(factor: Float64Array, right: Float64Array, n: number, width: number): void {
  for (let d = 0; d < width; d++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) right[i * width + d]! -= factor[i * n + j]! * right[j * width + d]!;
      right[i * width + d]! /= factor[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) right[i * width + d]! -= factor[j * n + i]! * right[j * width + d]!;
      right[i * width + d]! /= factor[i * n + i]!;
    }
  }
}
