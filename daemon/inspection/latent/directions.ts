/** Candidate directions in the latent space. All are in normal scores, in which π is N(0, I). */
import type { ContextEncoding } from '../../data/definition.ts';
import type { LatentPart } from '../../flow/latent-parts.ts';
import type { LatentPoints } from './latent-points.ts';
import { principalDirections } from './principal-directions.ts';

export interface Direction {
  readonly kind: 'dimension' | 'principal' | 'class';
  /** `z3`, `PC 1`, `letter=A`. */
  readonly label: string;
  /** Unit vector [D]. */
  readonly vector: Float64Array;
  /**
   * One σ along it: 1 for dimensions (the base's own), otherwise the standard deviation of the encoded data along it.
   */
  readonly sigma: number;
  /** dimension: mean ‖∂g/∂zᵢ‖₂; principal: share of the variance; class: distance from the mean to the class mean. */
  readonly weight: number;
  /** dimension: the part of the latent that it is in, 0-based, if there are several. */
  readonly level?: number;
}

/** Without its vector. */
export function describeDirection({ kind, label, sigma, weight, level }: Direction) {
  return { kind, label, sigma, weight, ...(level === undefined ? {} : { level }) };
}

/**
 * Coordinates by descending influence.
 * @param parts of the latent @param level only those of this part, 0-based; null: of all
 */
export function dimensionDirections(
  influence: Float64Array,
  wanted: number,
  parts: readonly Pick<LatentPart, 'start'>[],
  level: number | null,
): Direction[] {
  const partOf = (d: number) => parts.findLastIndex(({ start }) => start <= d);
  const own = [...influence.keys()].filter((d) => level === null || partOf(d) === level);
  const order = own.sort((a, b) => influence[b]! - influence[a]!);
  return order.slice(0, wanted).map((d) => ({
    kind: 'dimension',
    label: `z${d}`,
    vector: Float64Array.from({ length: influence.length }, (_, i) => (i === d ? 1 : 0)),
    sigma: 1,
    weight: influence[d]!,
    ...(parts.length > 1 ? { level: partOf(d) } : {}),
  }));
}

/** Principal directions of the encoded rows. */
export function principalDirectionsOf({ scores, dimension, count }: LatentPoints, wanted: number): Direction[] {
  const total = totalVariance(scores, dimension, count);
  return principalDirections(scores, dimension, wanted).map(({ vector, variance }, i) => ({
    kind: 'principal',
    label: `PC ${i + 1}`,
    vector,
    sigma: Math.sqrt(variance),
    weight: total > 0 ? variance / total : 0,
  }));
}

/** From the mean of all encoded rows to the mean of each class of the first label column in the context. */
export function classDirections(
  points: LatentPoints,
  encoding: readonly ContextEncoding[],
  wanted: number,
): Direction[] {
  const { scores, dimension, count, context } = points;
  if (context === null || count === 0) return [];
  const size = context.length / count;
  const mean = meanOf(scores, dimension, count, () => true);
  const result: Direction[] = [];
  for (const { column, label, offset } of labelsOf(encoding)) {
    if (result.length === wanted) break;
    const own = meanOf(scores, dimension, count, (row) => context[row * size + offset]! > 0.5);
    if (own === null) continue;
    const difference = own.map((value, d) => value - mean![d]!);
    const length = Math.hypot(...difference);
    if (length === 0) continue;
    const vector = difference.map((value) => value / length);
    result.push({
      kind: 'class',
      label: `${column}=${label}`,
      vector,
      sigma: deviation(points, vector),
      weight: length,
    });
  }
  return result;
}

function labelsOf(encoding: readonly ContextEncoding[]) {
  let offset = 0;
  for (const entry of encoding) {
    if (entry.kind === 'category') {
      const start = offset;
      return entry.values.map((label, i) => ({ column: entry.column, label, offset: start + i }));
    }
    offset++;
  }
  return [];
}

function meanOf(values: Float32Array, dimension: number, count: number, chosen: (row: number) => boolean) {
  const mean = new Float64Array(dimension);
  let found = 0;
  for (let row = 0; row < count; row++) {
    if (!chosen(row)) continue;
    found++;
    for (let d = 0; d < dimension; d++) mean[d]! += values[row * dimension + d]!;
  }
  return found === 0 ? null : mean.map((total) => total / found);
}

function deviation({ scores, dimension, count }: LatentPoints, vector: Float64Array): number {
  let [mean, square] = [0, 0];
  for (let row = 0; row < count; row++) {
    let along = 0;
    for (let d = 0; d < dimension; d++) along += scores[row * dimension + d]! * vector[d]!;
    mean += along / count;
    square += along ** 2 / count;
  }
  return Math.sqrt(Math.max(0, square - mean ** 2));
}

function totalVariance(values: Float32Array, dimension: number, count: number): number {
  const mean = meanOf(values, dimension, count, () => true)!;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i]! - mean[i % dimension]!) ** 2 / count;
  return total;
}
