/** What a model is: a family of distributions that a spec selects with `model`. Each model is one definition in one file. */
import * as z from 'zod';
import type { Environment } from '../flow/apply/environment.ts';
import type { ConditionerDefinition } from '../flow/conditioner-definition.ts';
import type { Documentation, NormalScores } from '../flow/definition.ts';
import type { Flow } from '../flow/flow.ts';
import type { StoredParameter } from '../flow/parameters.ts';
import type { FlowPlan, PlanContext } from '../flow/plan.ts';
import type { RandomStream } from '../random/random-stream.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { ModelPlan } from './plan.ts';

/** Top-level members of a spec that belong to a model. `data`, `conditioners`, `training` and others belong to all. */
export interface ModelSections {
  /** Whether it has `base` and `layers`, a bijection between data and latents. */
  readonly layers: boolean;
  /** Plain keys with defaults and descriptions. */
  readonly keys: z.ZodObject;
  /** Keys whose value is a network: a conditioner's name, or a conditioner with its keys. */
  readonly networks: Readonly<Record<string, NetworkSection>>;
  /** Optional keys whose value is a flow of latents; the key `latent` is their number of dimensions. Absent: none. */
  readonly flows?: Readonly<Record<string, FlowSection>>;
}

/** A key whose value is a flow of the model's latents. */
export interface FlowSection {
  readonly description: string;
  /** Whether it has a base distribution: a prior. Otherwise it is a map only. */
  readonly base: boolean;
}

/** A flow within a plan, of latents. */
export type InnerFlow = Pick<FlowPlan, 'base' | 'layers'>;

export interface NetworkSection {
  readonly description: string;
  readonly kinds: readonly ConditionerDefinition['kind'][];
  /** The network that is used if the key is absent; null: the key is required. */
  readonly default: { readonly type: string } | null;
  /** What the network is for, if only some data have it; for other data, the key is an error. Absent: always needed. */
  readonly needs?: { readonly what: string; of(context: PlanContext | null): boolean };
  /** Whether the model works without it: there is none unless the spec has the key. */
  readonly optional?: true;
}

/** A figure by which runs of a model are judged. */
export interface Metric {
  /** Its key in results and events. */
  readonly name: string;
  readonly unit: string;
  /** One sentence: what is averaged over what. */
  readonly definition: string;
}

/** The resolved sections of a plan that belong to its model. */
export interface ModelConfig<S extends ModelSections = ModelSections> {
  readonly keys: z.output<S['keys']>;
  /** Each network as `{type, …effective keys}`. */
  readonly networks: {
    readonly [N in keyof S['networks']]:
      | NetworkConfig
      | (S['networks'][N] extends { readonly optional: true } | { readonly needs: object } ? undefined : never);
  };
  readonly flows: { readonly [N in keyof NonNullable<S['flows']>]?: InnerFlow };
}

/** Resolved by the checker of specs, or parsed from the plan of a run. */
const innerFlow = z.custom<InnerFlow>(
  (value) => typeof value === 'object' && value !== null && 'base' in value && 'layers' in value,
);

/** A resolved network: `{type, …effective keys}`. */
export const networkConfig = z.looseObject({ type: z.string() });
export type NetworkConfig = z.output<typeof networkConfig>;

export interface ModelDefinition {
  readonly type: string;
  /** What a sentence calls it, with its article. */
  readonly noun: string;
  readonly documentation: Pick<Documentation, 'summary' | 'reference'>;
  /** Names of models that are written as this one: how, as the rest of "NAME is …". Absent: none. */
  readonly variants?: Readonly<Record<string, string>>;
  readonly sections: ModelSections;
  /** What `logDensity` of a built model is: log q(x) itself, a lower bound of it, or not available. */
  readonly likelihood: 'exact' | 'bound' | 'none';
  readonly metrics: readonly Metric[];
  /** Whether the rows of its data may have weights, which its losses and figures then take. Absent: they may not. */
  readonly weighted?: true;
  /** What of a complete plan cannot be built, or is doubtful, and at which key of the spec. Absent: everything can be built. */
  problems?(plan: ModelPlan): readonly ModelProblem[];
  /** The optimizers of `training` that its objectives use beside `optimizer`. Absent: none. */
  readonly optimizers?: readonly NonNullable<Objective['optimizer']>[];
  /** @param plan of this model, resolved */
  build(plan: ModelPlan): Model;
}

export interface ModelProblem {
  /** A top-level key of the model. */
  readonly key: string;
  /** A whole sentence that says what to do. */
  readonly message: string;
  /** `warning`: the model can be trained, but its figures are not of a probability of the data. Absent: an error. */
  readonly severity?: 'warning';
  /** A key of `data` that solves it, where the source has this key. */
  readonly data?: Readonly<Record<string, number>>;
}

/** @param definition whose `build` also gets the model's own sections, parsed */
export function defineModel<const S extends ModelSections>(
  definition: Omit<ModelDefinition, 'sections' | 'build' | 'problems'> & {
    readonly sections: S;
    problems?(plan: ModelPlan, config: ModelConfig<S>): readonly ModelProblem[];
    build(plan: ModelPlan, config: ModelConfig<S>): Model;
  },
): ModelDefinition {
  const { sections, problems, build, ...rest } = definition;
  const networks = Object.entries<NetworkSection>(sections.networks);
  const own = z.object({
    ...sections.keys.shape,
    ...Object.fromEntries(
      networks.map(([key, section]) => [key, isRequired(section) ? networkConfig : networkConfig.optional()]),
    ),
    ...Object.fromEntries(Object.keys(sections.flows ?? {}).map((key) => [key, innerFlow.optional()])),
  });
  const configOf = (plan: ModelPlan): ModelConfig<S> => {
    const values = own.parse(plan);
    // The schema above has exactly these members.
    const pick = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, values[name]]));
    return {
      keys: pick(sections.keys.shape),
      networks: pick(sections.networks),
      flows: pick(sections.flows ?? {}),
    } as ModelConfig<S>;
  };
  return {
    ...rest,
    sections,
    ...(problems && { problems: (plan) => problems(plan, configOf(plan)) }),
    build: (plan) => build(plan, configOf(plan)),
  };
}

/** A network of a resolved plan, by its key; null: the plan has none. */
export function networkOf(plan: ModelPlan, key: string): NetworkConfig | null {
  return networkConfig.optional().parse(member(plan, key)) ?? null;
}

/** A flow of latents of a resolved plan, by its key; null: the plan has none. */
export function innerFlowOf(plan: ModelPlan, key: string): InnerFlow | null {
  return innerFlow.optional().parse(member(plan, key)) ?? null;
}

function member(plan: ModelPlan, key: string): unknown {
  return new Map<string, unknown>(Object.entries(plan)).get(key);
}

/** Whether every resolved plan has this network. */
export function isRequired({ needs, optional }: NetworkSection): boolean {
  return needs === undefined && optional !== true;
}

/** Parameters that one objective updates. */
export interface ModelGroup {
  readonly name: string;
  readonly parameters: readonly StoredParameter[];
}

/** A loss and the only group of parameters that it updates: the gradient with respect to all others is zero. */
export interface Objective {
  readonly name: string;
  /** Name of the group. */
  readonly minimizedBy: string;
  /**
   * Whether the loss is the mean of −log q of the model's input, nats. Then standardization's log-det is subtracted in
   * reports, which are in data units, and its size has a limit (see `lossLimitOf`).
   */
  readonly likelihood: boolean;
  /**
   * The loss is in the units of a likelihood, but another weighting of its terms than the NLL that is validated. So the weights
   * with the lowest NLL are not those that it aims at, and none are marked best.
   */
  readonly weighted?: true;
  /** The optimizer of `training` that moves the group; without one of this name, `optimizer` does. Absent: `optimizer`. */
  readonly optimizer?: 'discriminatorOptimizer';
  /** The group moves only in steps that are multiples of this. Absent: in every step. */
  readonly every?: number;
}

/** What to say when a term stays beyond a bound. */
export interface Watch {
  /** Stable, of the warning. */
  readonly code: string;
  readonly term: string;
  /** Number of steps over which the term is averaged. */
  readonly steps: number;
  /** The mean is out of order above `above`, or below `below`. */
  readonly above?: number;
  readonly below?: number;
  /** Codes of watches before this one: while one of them is out of order, this one is a consequence, and says nothing. */
  readonly explainedBy?: readonly string[];
  /** What is wrong, and what to look at or change. @param mean of the term */
  message(mean: number): string;
}

/**
 * A built model. Parameters of a network or a flow of latents are named KEY.…, after its key in the spec. Batches x are
 * [B, …inputShape], in the model's units (standardized, dequantized).
 */
export interface Model extends DensityModel {
  /** Every stored parameter belongs to one group. */
  readonly groups: readonly ModelGroup[];
  /** The first is the one that is reported as the loss. */
  readonly objectives: readonly Objective[];
  /** Terms that are means of −log-densities of the model's input, nats: reports are in data units. Absent: none. */
  readonly likelihoodTerms?: readonly string[];
  /** Warnings while training. Absent: none. */
  readonly watches?: readonly Watch[];
  /** The training graph of one batch. */
  batch(x: Tensor, environment: Environment): BatchTerms;
  /**
   * Initial values of stored parameters from a batch of data, by name (with `environment.folds`: by the names of
   * `parameterUnits`); empty if none depends on the data. Called with `environment.initialize`.
   */
  initialize(x: Tensor, environment: Environment): ReadonlyMap<string, Tensor>;
  /** Latents of a model that is not a bijection; null: a flow, or a model without latents. */
  readonly latents: LatentSpace | null;
  /** What the lower bound of a model with latents consists of; absent: its log-likelihood is exact, or there is none. */
  readonly bound?: Bound;
  /** Its flows of latents, by their key in the spec. Absent: none. */
  readonly flows?: Readonly<Record<string, ModelFlow>>;
  /** Keys whose default depends on the data, with the value in force. Absent: none. */
  readonly effective?: Readonly<Record<string, unknown>>;
}

/** A flow within a built model. */
export interface ModelFlow {
  readonly flow: Flow;
  /** What the model calls a parameter of the flow. */
  outside(name: string): string;
}

/** A bound of log q(x) from a posterior q(z | x): log q(x) ≥ E[ln p(x | z)] − KL(q(z | x) ‖ p(z)). */
export interface Bound {
  /**
   * One draw of ln p(x | z), [B], and of the divergence, nats: [B, size] for each latent dimension, or [B, 1] if the prior or
   * the posterior is a flow, which makes the dimensions depend on each other.
   */
  terms(x: Tensor, environment: Environment): { readonly reconstruction: Tensor; readonly kl: Tensor };
  /** Center and standard deviation of q(z | x), [B, size] each. Absent: the posterior is a flow. */
  readonly posterior?: (x: Tensor, environment: Environment) => { readonly center: Tensor; readonly deviation: Tensor };
  /**
   * A draw z of q(z | x), [B, size], and what the layers of the prior make of it: if z followed the prior, `u` would follow
   * the base distribution of the prior. Without such layers, u is z.
   */
  draw(x: Tensor, environment: Environment): { readonly z: Tensor; readonly u: Tensor };
  /** The coordinates of the prior's base distribution as normal scores; null: they depend on each other. */
  baseScores(parameters: ReadonlyMap<string, Float32Array>): NormalScores | null;
  /** ln p(x, z)/q(z | x) of one draw of z, [B], nats (Burda, Grosse, Salakhutdinov 2016, equation 8). */
  logWeight(x: Tensor, environment: Environment): Tensor;
}

/** The maps between latents z and points x of a model that is not a bijection. */
export interface LatentSpace {
  /** Number of dimensions of a latent. */
  readonly size: number;
  /** Numbers of noise that a draw takes. */
  readonly noiseSize: number;
  /** Fills the noise of `fromNoise`, row-major [n, noiseSize]. */
  fillNoise(random: RandomStream, noise: Float32Array): void;
  /** z [B, size], a draw of the prior, from host noise [B, noiseSize]. */
  fromNoise(noise: Tensor, environment: Environment): Tensor;
  /** The center of x given z, [B, …inputShape]: a generator's output, the mean of a likelihood. */
  decode(z: Tensor, environment: Environment): Tensor;
  /** A draw of x given z, [B, …inputShape]; equal to `decode` if nothing is random. */
  draw(z: Tensor, environment: Environment): Tensor;
  /** The center of the latents of x, [B, size]; null: the model has no encoder. */
  readonly encode: ((x: Tensor, environment: Environment) => Tensor) | null;
}

/** The part of a model that `evaluate` and validations need. */
export interface DensityModel {
  readonly inputShape: Shape;
  /** Width of the context; 0 without one. */
  readonly contextSize: number;
  readonly parameters: readonly StoredParameter[];
  /** log q(x) or a lower bound, [B] or [1], nats, in the model's units; null if the model has no likelihood. */
  readonly logDensity: ((x: Tensor, environment: Environment) => Tensor) | null;
  /** `logDensity` is a lower bound, in the mean over noise that a layer has learned. Absent: it is exact. */
  readonly lowerBound?: true;
}

export interface BatchTerms {
  /** Rank 0, in the order of `objectives`. */
  readonly losses: readonly Tensor[];
  /** Means over the batch that are reported with each step, rank 0, by name. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** For likelihoods that are a sum over layers: the terms of mean log q, nats. */
  readonly layers: LayerTerms | null;
}

export interface LayerTerms {
  /** Mean log π(z), rank 0. */
  readonly base: Tensor;
  /** Mean log-dets, each tensor [n] with its `n` positions in the order of `describe`. */
  readonly logDets: readonly { readonly means: Tensor; readonly positions: readonly number[] }[];
}
