/** What `describe` prints of a model of any kind: it asks the model's definition and the built model, and knows no type. */
import { buildFlow } from '../flow/flow.ts';
import type { Model, ModelFlow, NetworkConfig, Objective } from '../models/definition.ts';
import { innerFlowOf, networkOf } from '../models/definition.ts';
import { isFlowPlan } from '../models/flow-plan.ts';
import type { ModelPlan } from '../models/plan.ts';
import { modelOf } from '../models/registry.ts';
import type { DescribedBase, DescribedLayer, DescribedPoints, FlowDescription } from './describe-plan.ts';
import { describeLayers, describePlan, describePoints } from './describe-plan.ts';
import { parameterCounts, parametersOf, trainableSize } from './parameter-counts.ts';

export interface DescribedNetwork {
  /** Its key in the spec. */
  readonly name: string;
  readonly type: string;
  readonly parameters: number;
  /** All effective keys. */
  readonly values: object;
}

/** A flow of the latents. */
export interface DescribedFlow {
  /** Its key in the spec. */
  readonly name: string;
  /** null: it is a map only. */
  readonly base: DescribedBase | null;
  /** From the latent of the model to the base. */
  readonly layers: readonly DescribedLayer[];
  readonly parameters: number;
}

/** The JSON of `describe`, without what is known of the data. */
export interface Description extends DescribedPoints, Omit<FlowDescription, 'base'> {
  readonly model: string;
  /** What is known of log q(x): its value, a lower bound, or nothing. */
  readonly likelihood: 'exact' | 'bound' | 'none';
  /** The keys that only this model has, with the values in force. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** null: the model has no layers between data and latents. */
  readonly base: DescribedBase | null;
  readonly networks: readonly DescribedNetwork[];
  readonly flows: readonly DescribedFlow[];
  /** Trainable parameters that one objective updates. */
  readonly groups: readonly { readonly name: string; readonly parameters: number }[];
  /** Trainable parameters of all groups: those of a discriminator are not among `parameters` of a flow. */
  readonly totalParameters: number;
  readonly objectives: readonly Pick<Objective, 'name' | 'minimizedBy' | 'every'>[];
}

/** @param model built of the plan */
export function describeModel(plan: ModelPlan, model: Model): Description {
  const { type, sections, likelihood } = modelOf(plan);
  return {
    ...(isFlowPlan(plan) ? describePlan(plan, parameterCounts(buildFlow(plan))) : withoutLayers(plan, model)),
    model: type,
    likelihood: model.lowerBound ? 'bound' : likelihood,
    keys: { ...pick(plan, Object.keys(sections.keys.shape)), ...model.effective },
    networks: Object.keys(sections.networks).flatMap((name) => {
      const config = networkOf(plan, name);
      return config === null ? [] : [describeNetwork(name, config, model)];
    }),
    flows: Object.entries(model.flows ?? {}).map(([name, flow]) => {
      const base = sections.flows?.[name]?.base ?? false;
      return describeFlow(name, flow, innerFlowOf(plan, name)!, base);
    }),
    groups: model.groups.map(({ name, parameters }) => ({ name, parameters: trainableSize(parameters) })),
    totalParameters: trainableSize(model.parameters),
    objectives: model.objectives.map(({ name, minimizedBy, every }) => ({
      name,
      minimizedBy,
      ...(every !== undefined && { every }),
    })),
  };
}

function withoutLayers(plan: ModelPlan, { latents, parameters }: Model) {
  return {
    ...describePoints(plan),
    base: null,
    latent: latents === null ? [] : [{ layer: null, start: 0, shape: [latents.size] }],
    layers: [],
    parameters: trainableSize(parameters),
  };
}

function describeNetwork(name: string, { type, ...values }: NetworkConfig, model: Model): DescribedNetwork {
  return { name, type, parameters: trainableSize(parametersOf(model, name)), values };
}

function describeFlow(
  name: string,
  { flow }: ModelFlow,
  plan: NonNullable<ReturnType<typeof innerFlowOf>>,
  hasBase: boolean,
): DescribedFlow {
  const counts = parameterCounts(flow);
  const { type, config } = plan.base;
  return {
    name,
    base: hasBase ? { type, parameters: counts.base, values: config } : null,
    layers: describeLayers(plan, counts),
    parameters: trainableSize(flow.parameters),
  };
}

function pick(plan: ModelPlan, names: readonly string[]): Record<string, unknown> {
  const own = new Map<string, unknown>(Object.entries(plan));
  return Object.fromEntries(names.flatMap((name) => (own.get(name) === undefined ? [] : [[name, own.get(name)]])));
}
