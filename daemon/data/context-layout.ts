import type { PlanContext } from '../flow/plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ContextColumn, ContextEncoding } from './definition.ts';

/** Number of entries that a context column, or a condition image, has in a row's context. */
export function widthOfEntry(entry: ContextEncoding): number {
  if (entry.kind === 'image') return sizeOf(entry.shape);
  return entry.kind === 'category' ? entry.values.length : 1;
}

/** The part of an encoding that columns of a table can give. */
export function columnsOf(encoding: readonly ContextEncoding[]): readonly ContextColumn[] {
  return encoding.filter((entry) => entry.kind !== 'image');
}

/** Length of the vector with which a row's context starts. */
export function vectorSize({ size, images = [] }: PlanContext): number {
  return images.reduce((rest, { shape }) => rest - sizeOf(shape), size);
}
