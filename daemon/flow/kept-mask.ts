import { resolvedMask } from './bijections/layer-keys.ts';
import { layerOfType } from './bijections/registry.ts';
import type { ResolvedMask } from './definition.ts';
import type { FlatLayer } from './flatten-plan.ts';

/** The elements of a layer's input that it keeps (1), as its definition or its key `mask` says; null if neither does. */
export function keptMask({ type, inputShape, layer }: FlatLayer): ResolvedMask | null {
  const kept = layerOfType(type).kept?.(layer.config, inputShape);
  if (kept !== undefined) return kept;
  return 'mask' in layer.config ? resolvedMask(layer.config.mask) : null;
}
