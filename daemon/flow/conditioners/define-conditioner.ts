import type { ConditionerDefinition } from '../conditioner-definition.ts';

/** The only place where a conditioner's configuration type is widened: only its own functions read it. */
export function defineConditioner<C extends object>(definition: ConditionerDefinition<C>): ConditionerDefinition {
  return definition as unknown as ConditionerDefinition;
}
