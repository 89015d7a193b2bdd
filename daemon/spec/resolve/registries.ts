import type { SourceDefinition } from '../../data/definition.ts';
import type { BaseDefinition, ConditionerDefinition, LayerDefinition } from '../../flow/definition.ts';
import type { Pace } from '../pace.ts';
import type { Plan } from '../plan.ts';

/** Trainable parameters by place in the source (all turns of a layer together), and how many a flow may have. */
export interface PlanParameters {
  readonly places: ReadonlyMap<string, number>;
  readonly limit: number;
}

/** The vocabulary that a spec is read with. */
export interface Registries {
  readonly layers: readonly LayerDefinition[];
  readonly conditioners: readonly ConditionerDefinition[];
  readonly bases: readonly BaseDefinition[];
  readonly sources: readonly SourceDefinition[];
  /** Absent where layers cannot be built: then the number of parameters is not checked. */
  readonly countParameters?: (plan: Plan, pace: Pace) => PlanParameters | Promise<PlanParameters>;
}
