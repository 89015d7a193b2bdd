import type { SourceDefinition } from '../../data/definition.ts';
import type { BaseDefinition, ConditionerDefinition, LayerDefinition } from '../../flow/definition.ts';
import type { Pace } from '../pace.ts';
import type { Plan } from '../plan.ts';

/** Trainable parameters by position in the spec (summed over turns), and how many a flow may have. */
export interface PlanParameters {
  readonly places: ReadonlyMap<string, number>;
  readonly limit: number;
}

/** The vocabulary for reading a spec. */
export interface Registries {
  readonly layers: readonly LayerDefinition[];
  readonly conditioners: readonly ConditionerDefinition[];
  readonly bases: readonly BaseDefinition[];
  readonly sources: readonly SourceDefinition[];
  /** Absent if layers cannot be built: then the number of parameters is not checked. */
  readonly countParameters?: (plan: Plan, pace: Pace) => PlanParameters | Promise<PlanParameters>;
}
