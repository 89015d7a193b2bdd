import { baseDefinitions } from '../../flow/bases/registry.ts';
import { layerOfType } from '../../flow/bijections/registry.ts';
import type { ContextSizes } from '../../flow/encoder/context-encoder.ts';
import { type FlatLayer, flattenPlan } from '../../flow/flatten-plan.ts';
import { contextSizes } from '../../flow/flow.ts';
import { innerFlowOf } from '../../models/definition.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { buildAroundFlows, modelOf } from '../../models/registry.ts';
import { specHash } from '../../runs/directory/plan-hash.ts';
import { parametersOf, trainableSize } from '../../spec/parameter-counts.ts';
import type { Plan } from '../../spec/plan.ts';
import { createPacer } from './pacer.ts';

/** Facts that follow from a plan without running anything. */
export interface Facts {
  readonly plan: ModelPlan;
  readonly specHash: string;
  /**
   * Layers of the flow, data → latent, each with its number of trainable parameters at this turn; of another model, those of
   * the flows of its latents, one after the other.
   */
  readonly layers: readonly CountedLayer[];
  /** Of a flow. */
  readonly baseParameters: number;
  /** Numbers of trainable parameters of the networks of a model without layers, by key of the spec. */
  readonly networks: ReadonlyMap<string, number>;
}

export type CountedLayer = FlatLayer & { readonly parameters: number };

/**
 * Works in short stretches, since plans may have thousands of layers; null once `signal` says that the text changed.
 */
export async function factsOf(plan: ModelPlan, signal: AbortSignal): Promise<Facts | null> {
  return isFlowPlan(plan) ? flowFacts(plan, signal) : modelFacts(plan, signal);
}

async function modelFacts(plan: ModelPlan, signal: AbortSignal): Promise<Facts | null> {
  const pacer = createPacer(signal);
  const model = buildAroundFlows(plan);
  const layers: CountedLayer[] = [];
  for (const [key, { flow }] of Object.entries(model.flows ?? {})) {
    const own = await countedLayers(innerFlowOf(plan, key)!, { contextSize: flow.contextSize }, pacer);
    if (own === null) return null;
    layers.push(...own);
  }
  const networks = Object.keys(modelOf(plan).sections.networks).map(
    (key) => [key, trainableSize(parametersOf(model, key))] as const,
  );
  if (!(await pacer.step())) return null;
  return { plan, specHash: specHash(plan), layers, baseParameters: 0, networks: new Map(networks) };
}

async function flowFacts(plan: Plan, signal: AbortSignal): Promise<Facts | null> {
  const pacer = createPacer(signal);
  const sizes = contextSizes(plan);
  const layers = await countedLayers(plan, sizes, pacer);
  if (layers === null) return null;
  const base = baseDefinitions.find(({ type }) => type === plan.base.type)?.build;
  const baseParameters = base
    ? trainableSize(base(plan.base.config, { inputShape: plan.base.shape, ...sizes }).parameters)
    : 0;
  if (!(await pacer.step())) return null;
  return { plan, specHash: specHash(plan), layers, baseParameters, networks: new Map() };
}

/** null once the text changed. */
async function countedLayers(
  flow: Pick<Plan, 'base' | 'layers'>,
  sizes: ContextSizes,
  pacer: ReturnType<typeof createPacer>,
): Promise<CountedLayer[] | null> {
  const counts = new Map<string, number>();
  const layers: CountedLayer[] = [];
  for (const flat of flattenPlan(flow)) {
    const key = countKey(flat);
    const parameters = counts.get(key) ?? layerParameters(flat, sizes);
    counts.set(key, parameters);
    layers.push({ ...flat, parameters });
    if (!(await pacer.step())) return null;
  }
  return layers;
}

/** Turns of one layer have equally many parameters if their shapes and the sizes of their masks' sides are equal. */
function countKey({ path, type, layer }: FlatLayer): string {
  const { mask } = layer.config as { readonly mask?: unknown };
  const kept = Array.isArray(mask) ? mask.reduce<number>((sum, entry) => sum + Number(entry), 0) : '';
  return `${path}|${type}|${layer.inputShape.join()}|${kept}`;
}

function layerParameters({ type, layer }: FlatLayer, sizes: ContextSizes): number {
  const { build } = layerOfType(type);
  return build ? trainableSize(build(layer.config, { inputShape: layer.inputShape, ...sizes }).parameters) : 0;
}
