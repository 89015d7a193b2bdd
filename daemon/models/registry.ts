import { innerFlowOf, type Model, type ModelDefinition } from './definition.ts';
import { flowModel } from './flow.ts';
import { ganModel } from './gan/gan.ts';
import type { ModelPlan } from './plan.ts';
import { vaeModel } from './vae/vae.ts';

/** The first is the default of `model`. */
export const modelDefinitions: readonly ModelDefinition[] = [flowModel, vaeModel, ganModel];

/** The definition of a plan's model. */
export function modelOf(
  { model }: Pick<ModelPlan, 'model'>,
  definitions: readonly ModelDefinition[] = modelDefinitions,
): ModelDefinition {
  const definition = definitions.find(({ type }) => type === model);
  if (!definition) throw new Error(`model '${model}' is not registered`);
  return definition;
}

/**
 * Whether the likelihood of a resolved plan, or its bound, is that of its data, so that it has bits/dim and can be compared with
 * other models.
 */
export function isOfData(plan: ModelPlan, definitions: readonly ModelDefinition[] = modelDefinitions): boolean {
  return !modelOf(plan, definitions)
    .problems?.(plan)
    .some(({ severity }) => severity === 'warning');
}

export function buildModel(plan: ModelPlan, definitions: readonly ModelDefinition[] = modelDefinitions): Model {
  return modelOf(plan, definitions).build(plan);
}

/**
 * As `buildModel`, without the layers of its flows of latents: there may be thousands, and an editor asks after every
 * keystroke.
 */
export function buildAroundFlows(plan: ModelPlan, definitions: readonly ModelDefinition[] = modelDefinitions): Model {
  const { flows = {} } = modelOf(plan, definitions).sections;
  const bare = Object.keys(flows).flatMap((key) => {
    const flow = innerFlowOf(plan, key);
    return flow === null ? [] : [[key, { ...flow, layers: [] }] as const];
  });
  return buildModel({ ...plan, ...Object.fromEntries(bare) }, definitions);
}
