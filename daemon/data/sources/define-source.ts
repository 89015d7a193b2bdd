import type { SourceDefinition } from '../definition.ts';

/**
 * The only place where a source's configuration type is widened: only its own functions read it, after its own schema.
 */
export function defineSource<C extends object>(definition: SourceDefinition<C>): SourceDefinition {
  return definition as unknown as SourceDefinition;
}
