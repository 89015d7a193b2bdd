import type { ConditionerDefinition } from '../definition.ts';

/** The single widening of a conditioner's configuration type: only its own functions read it, after its own schema. */
export function defineConditioner<C extends object>(definition: ConditionerDefinition<C>): ConditionerDefinition {
  return definition as unknown as ConditionerDefinition;
}
