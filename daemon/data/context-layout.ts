import type { ContextImage, PlanContext } from '../flow/plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ContextColumn, ContextEncoding } from './definition.ts';

/** Number of entries that a context column, or a condition image, has in a row's context. */
export function widthOfEntry(entry: ContextEncoding): number {
  if (entry.kind === 'image') return sizeOf(entry.shape);
  return entry.kind === 'category' ? entry.values.length : 1;
}

/** The layout of a context with the vector of an encoding and these images; null: no context. */
export function planContext(
  encoding: readonly ContextColumn[],
  images: readonly ContextImage[] = [],
): PlanContext | null {
  const names = contextNames(encoding);
  const size = images.reduce((total, { shape }) => total + sizeOf(shape), names.length);
  if (size === 0) return null;
  return {
    size,
    names,
    ...(images.length === 0 ? {} : { images: images.map(({ name, shape }) => ({ name, shape })) }),
  };
}

/** The entries of an encoding for its images. */
export function imageEncoding({ images = [] }: PlanContext): ContextEncoding[] {
  return images.map(({ name, shape }) => ({ column: name, kind: 'image', shape }));
}

/**
 * Each row's vector with its condition images behind it.
 * @param vectors [count, …]; null: images alone @param images [count, numbers of all condition images]
 */
export function withImages(vectors: Float32Array | null, images: Float32Array, count: number): Float32Array {
  if (vectors === null) return images;
  const [first, second] = [vectors.length / count, images.length / count];
  const out = new Float32Array(count * (first + second));
  for (let row = 0; row < count; row++) {
    out.set(vectors.subarray(row * first, (row + 1) * first), row * (first + second));
    out.set(images.subarray(row * second, (row + 1) * second), row * (first + second) + first);
  }
  return out;
}

/** The part of an encoding that columns of a table can give. */
export function columnsOf(encoding: readonly ContextEncoding[]): readonly ContextColumn[] {
  return encoding.filter((entry) => entry.kind !== 'image');
}

/** Names of the entries of the context vector; images have none. */
export function contextNames(encoding: readonly ContextEncoding[]): string[] {
  return columnsOf(encoding).flatMap((entry) =>
    entry.kind === 'category' ? entry.values.map((value) => `${entry.column}=${value}`) : [entry.column],
  );
}

/** A name for each number of a context, those of images too. */
export function entryNames(encoding: readonly ContextEncoding[]): string[] {
  return encoding.flatMap((entry) => {
    if (entry.kind !== 'image') return contextNames([entry]);
    return Array.from({ length: sizeOf(entry.shape) }, (_, i) => `${entry.column}[${i}]`);
  });
}
