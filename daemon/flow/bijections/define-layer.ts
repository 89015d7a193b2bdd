import type { LayerDefinition } from '../definition.ts';

/** The single widening of a layer's configuration type: only its own functions ever read it, after its own schema. */
export function defineLayer<C extends object>(definition: LayerDefinition<C>): LayerDefinition {
  return definition as unknown as LayerDefinition;
}
