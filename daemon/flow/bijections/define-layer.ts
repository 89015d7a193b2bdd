import type { LayerDefinition } from '../definition.ts';

/**
 * The only place where a layer's configuration type is widened: only its own functions read it, after its own schema.
 */
export function defineLayer<C extends object>(definition: LayerDefinition<C>): LayerDefinition {
  return definition as unknown as LayerDefinition;
}
