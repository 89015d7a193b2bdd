import type { BaseDefinition } from '../definition.ts';

/**
 * The only place where a base's configuration type is widened: only its own functions read it, after its own schema.
 */
export function defineBase<C extends object>(definition: BaseDefinition<C>): BaseDefinition {
  return definition as unknown as BaseDefinition;
}
