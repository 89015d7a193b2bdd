import type { SourceDefinition } from '../../data/definition.ts';
import type { BaseDefinition, ConditionerDefinition, LayerDefinition } from '../../flow/definition.ts';

/** The vocabulary that a spec is read with. */
export interface Registries {
  readonly layers: readonly LayerDefinition[];
  readonly conditioners: readonly ConditionerDefinition[];
  readonly bases: readonly BaseDefinition[];
  readonly sources: readonly SourceDefinition[];
}
