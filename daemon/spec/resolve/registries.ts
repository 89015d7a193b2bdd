import type { SourceDefinition } from '../../data/definition.ts';
import type { ConditionerDefinition } from '../../flow/conditioner-definition.ts';
import type { BaseDefinition, LayerDefinition } from '../../flow/definition.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Pace } from '../pace.ts';
import type { ModelVocabulary } from '../schema/top-level-schema.ts';

/** Trainable parameters by position in the spec, summed over turns. */
export type PlacedParameters = ReadonlyMap<string, number>;

/** The vocabulary for reading a spec. */
export interface Registries {
  readonly layers: readonly LayerDefinition[];
  readonly conditioners: readonly ConditionerDefinition[];
  readonly bases: readonly BaseDefinition[];
  readonly sources: readonly SourceDefinition[];
  readonly models: ModelVocabulary;
  /** Absent if models cannot be built: then the number of parameters is not checked. */
  readonly countParameters?: (
    plan: ModelPlan,
    pace: Pace,
    models: readonly ModelDefinition[],
  ) => PlacedParameters | Promise<PlacedParameters>;
}
