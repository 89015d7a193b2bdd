import type { LayerDefinition } from '../../flow/definition.ts';
import { keysOf } from '../schema/json-schema.ts';

/** Keys that the resolver reads itself: their values depend on shape, position and other parts of the spec. */
export const SPECIAL_KEYS = ['mask', 'order', 'conditioner'] as const;
export type SpecialKey = (typeof SPECIAL_KEYS)[number];

/** Which of them a layer has. */
export function specialKeysOf(definition: LayerDefinition): readonly SpecialKey[] {
  const keys = keysOf(definition.schema);
  return SPECIAL_KEYS.filter((key) => keys.includes(key));
}
