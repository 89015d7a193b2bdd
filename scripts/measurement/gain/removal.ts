/** What it means to remove a layer from a flow. */
import { layerOfType, traitsOf } from '../../../daemon/flow/bijections/registry.ts';
import type { Flow } from '../../../daemon/flow/flow.ts';

/** A layer as a spec writes it. */
export interface SpecLayer {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Indices of the layers whose removal is a question: those with something to learn. Permutations and reshapes have
 * nothing of their own.
 * @param flow of the same layers, without loops
 */
export function removableLayers({ segments }: Pick<Flow, 'segments'>): readonly number[] {
  return segments.flatMap((segment, index) => {
    if (segment.kind !== 'leaf') throw new Error('the layers must be listed one by one');
    return segment.bijection.parameters.some(({ trainable }) => trainable) ? [index] : [];
  });
}

/**
 * The layers without one of them, as if its line were deleted from the spec: masks and orders that alternate do so anew
 * over the layers that stay. A coupling or autoregressive layer with a fixed mask alternates by the permutation beside it,
 * so that permutation goes too: the one behind it, or the one before it if none is behind.
 */
export function withoutLayer(layers: readonly SpecLayer[], index: number): readonly SpecLayer[] {
  const gone = new Set([index]);
  if (layerOfType(layers[index]!.type).conditioner !== undefined) {
    const partner = [index + 1, index - 1].find((at) => rearranges(layers[at]));
    if (partner !== undefined) gone.add(partner);
  }
  return layers.filter((_, at) => !gone.has(at));
}

function rearranges(layer: SpecLayer | undefined): boolean {
  return layer !== undefined && traitsOf(layer.type).order === 'rearrangement';
}
