import type { SourceDefinition } from '../definition.ts';

/** The single widening of a source's configuration type: only its own functions ever read it, after its own schema. */
export function defineSource<C extends object>(definition: SourceDefinition<C>): SourceDefinition {
  return definition as unknown as SourceDefinition;
}
