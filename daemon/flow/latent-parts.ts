/** What the latent of a flow consists of: what splits factored out, in this order, then the last latent. */
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import { traitsOf } from './bijections/registry.ts';
import { flattenPlan } from './flatten-plan.ts';
import type { FlowPlan } from './plan.ts';

export interface LatentPart {
  /** Index of the layer in the expanded plan after which it leaves the flow; null: it passes through every layer. */
  readonly layer: number | null;
  /** Index of its first coordinate in the latent. */
  readonly start: number;
  /** Of one sample; in the latent it is flat. */
  readonly shape: Shape;
}

/** The last part is the one that has the base distribution; the others have N(0, 1). */
export function latentParts(plan: Pick<FlowPlan, 'layers' | 'base'>): readonly LatentPart[] {
  const parts: LatentPart[] = [];
  let start = 0;
  const add = (layer: number | null, shape: Shape) => {
    parts.push({ layer, start, shape });
    start += sizeOf(shape);
  };
  for (const { index, type, inputShape, outputShape } of flattenPlan(plan)) {
    if (!traitsOf(type).factorsOut) continue;
    add(index, [...inputShape.slice(0, -1), inputShape.at(-1)! - outputShape.at(-1)!]);
  }
  add(null, plan.base.shape);
  return parts;
}

/** [D] if the latent has several parts, else the shape of the only one. */
export function latentShapeOf(parts: readonly LatentPart[]): Shape {
  return parts.length === 1 ? parts[0]!.shape : [parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0)];
}
