/** Numbers of trainable parameters, per layer and turn. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { buildContextEncoder, type ContextSizes } from '../flow/encoder/context-encoder.ts';
import type { FlatLayer } from '../flow/flatten-plan.ts';
import { flattenPlan, placeKey } from '../flow/flatten-plan.ts';
import type { Flow } from '../flow/flow.ts';
import { buildBase, buildLayer, contextSizes, encoderParameters } from '../flow/flow.ts';
import type { FlowPlan } from '../flow/plan.ts';
import type { Leaf, Segment } from '../flow/segments.ts';
import { innerFlowOf, type Model, type ModelDefinition } from '../models/definition.ts';
import { isFlowPlan } from '../models/flow-plan.ts';
import type { ModelPlan } from '../models/plan.ts';
import { buildAroundFlows, modelOf } from '../models/registry.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { PARAMETER_LIMIT } from './analysis/parameter-bound.ts';
import type { ParameterCounts } from './describe-plan.ts';
import { type Pace, UNPACED } from './pace.ts';
import type { PlacedParameters } from './resolve/registries.ts';

/** Number of trainable parameters of a whole model. @throws FlowscopeError `too-many-parameters` (exit 2) beyond the limit */
export function countParameters({ parameters }: Pick<Model, 'parameters'>): number {
  const total = trainableSize(parameters);
  if (total > PARAMETER_LIMIT) {
    throw new FlowscopeError(
      'too-many-parameters',
      `the model has ${total} parameters; the limit is 2^28 = ${PARAMETER_LIMIT}`,
      {
        exitCode: 2,
        hint: 'Make "hidden" smaller, or use fewer layers.',
      },
    );
  }
  return total;
}

/**
 * Trainable parameters of a plan by position in the spec, summed over turns; of a model without layers, by network and
 * flow of latents, and others at the outermost object. Equal layers are built only once, because an editor asks after every keystroke.
 */
export async function planParameters(
  plan: ModelPlan,
  pace: Pace = UNPACED,
  models?: readonly ModelDefinition[],
): Promise<PlacedParameters> {
  if (!isFlowPlan(plan)) return partsOf(plan, pace, models);
  const sizes = contextSizes(plan);
  const places = new Map<string, number>([['base', trainableSize(buildBase(plan, sizes).parameters)]]);
  if (plan.contextEncoder) places.set('contextEncoder', trainableSize(encoderParameters(buildContextEncoder(plan))));
  await countLayers(places, plan, sizes, pace);
  return places;
}

/** Adds the layers of a flow. Equal layers of a plan share their configuration object, and these have one type and one shape. */
async function countLayers(
  places: Map<string, number>,
  flow: Pick<FlowPlan, 'base' | 'layers'>,
  sizes: ContextSizes,
  pace: Pace,
): Promise<void> {
  const known = new Map<object, number>();
  const sizeOfLayer = ({ type, inputShape, config }: FlatLayer['layer']): number => {
    const size = known.get(config) ?? trainableSize(buildLayer({ type, inputShape, config }, sizes).parameters);
    known.set(config, size);
    return size;
  };
  for (const { path, layer } of flattenPlan(flow)) {
    places.set(path, (places.get(path) ?? 0) + sizeOfLayer(layer));
    if (pace.due()) await pace.pause();
  }
}

async function partsOf(plan: ModelPlan, pace: Pace, models?: readonly ModelDefinition[]): Promise<PlacedParameters> {
  const model = buildAroundFlows(plan, models);
  const parts = Object.keys(modelOf(plan, models).sections.networks).map(
    (key) => [key, trainableSize(parametersOf(model, key))] as const,
  );
  const others = parts.reduce((left, [, size]) => left - size, trainableSize(model.parameters));
  const places = new Map([['', others], ...parts]);
  for (const [key, { flow }] of Object.entries(model.flows ?? {})) {
    await countLayers(places, innerFlowOf(plan, key)!, { contextSize: flow.contextSize }, pace);
  }
  return places;
}

export function parameterCounts(flow: Flow): ParameterCounts {
  const counts = new Map<string, number>();
  visit(flow.segments, new Map(), (leaf, turn) =>
    counts.set(placeKey(leaf, turn), trainableSize(leaf.bijection.parameters)),
  );
  return {
    layer: (layer: FlatLayer) => counts.get(placeKey(layer, layer.turn))!,
    base: trainableSize(flow.base.parameters),
    encoder: flow.encoder && trainableSize(flow.encoder.parameters),
  };
}

/** The parameters of a network or a flow of latents of a model. @param key in the spec */
export function parametersOf({ parameters }: Pick<Model, 'parameters'>, key: string): Model['parameters'] {
  return parameters.filter(({ name }) => name.startsWith(`${key}.`));
}

/** Number of elements that are trained. */
export function trainableSize(parameters: Flow['parameters'] | Leaf['bijection']['parameters']): number {
  return parameters.reduce((total, { shape, trainable }) => total + (trainable ? sizeOf(shape) : 0), 0);
}

/** Visits every leaf at every turn of the loops around it; `counters` are those of the loops, by depth. */
function visit(
  segments: readonly Segment[],
  counters: ReadonlyMap<number, number>,
  found: (leaf: Leaf, turn: readonly number[]) => void,
): void {
  for (const segment of segments) {
    if (segment.kind === 'leaf')
      found(
        segment,
        segment.turn.map((own, depth) => counters.get(depth) ?? own),
      );
    else if (segment.kind === 'inverted') visit(segment.segments, counters, found);
    else {
      const { phases, iterations, remainder, depth } = segment;
      const turns = iterations * phases.length + remainder;
      for (let turn = 0; turn < turns; turn++) {
        visit(phases[turn % phases.length]!, new Map([...counters, [depth, turn]]), found);
      }
    }
  }
}
