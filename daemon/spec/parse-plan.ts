/** Parses plans from disk, so that an edited, older or newer plan gets a clear error instead of failing somewhere. */
import * as z from 'zod';
import { BACKEND_CHOICES, MATMUL_PRECISIONS } from '../../protocol/backends.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { baseDefinitions } from '../flow/bases/registry.ts';
import { layerDefinitions } from '../flow/bijections/registry.ts';
import { conditionerDefinitions } from '../flow/conditioners/registry.ts';
import type { PlanNode } from '../flow/plan.ts';
import { isRequired, type ModelDefinition } from '../models/definition.ts';
import { asFlowPlan, FLOW } from '../models/flow-plan.ts';
import { adversarialKeys } from '../models/gan/adversarial-keys.ts';
import type { ModelPlan, TrainingPlan } from '../models/plan.ts';
import { modelDefinitions } from '../models/registry.ts';
import type { Plan } from './plan.ts';
import { DEFAULT_HISTORY } from './schema/training-schema.ts';

const shape = z.array(z.int().min(1)).readonly();
const turn = z.array(z.int().min(0)).readonly();
const known = (what: string, types: readonly string[]) =>
  z.string().refine((type) => types.includes(type), {
    error: ({ input }) => `${what} '${String(input)}' is not known to this version of Flowscope`,
  });
/** The type's own schema validated it with the spec; code that builds from it reads no other keys. */
const config = z.looseObject({});

const node: z.ZodType<PlanNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('layer'),
      type: known(
        'layer',
        layerDefinitions.filter(({ build }) => build !== null).map(({ type }) => type),
      ),
      path: z.string(),
      turn,
      config,
      inputShape: shape,
      outputShape: shape,
    }),
    z.object({ kind: z.literal('repeat'), path: z.string(), turns: z.array(z.array(node).readonly()).readonly() }),
    z.object({ kind: z.literal('inverse'), path: z.string(), layers: z.array(node).readonly() }),
  ]),
);

const positive = z.int().min(1);

const network = z.looseObject({
  type: known(
    'conditioner',
    conditionerDefinitions.filter(({ build }) => build !== null).map(({ type }) => type),
  ),
});

const optimizer = z.object({
  type: z.enum(['adam', 'adamw', 'adamax']),
  learningRate: z.number(),
  beta1: z.number(),
  beta2: z.number(),
  epsilon: z.number(),
  weightDecay: z.number(),
});

const training: z.ZodType<TrainingPlan> = z.object({
  objective: z.discriminatedUnion('type', [
    z.object({ type: z.literal('max-likelihood') }),
    z.object({ type: z.literal('reverse-kl'), pathGradient: z.boolean() }),
    z.object({
      type: z.literal('adversarial'),
      discriminator: network,
      likelihoodWeight: z.number(),
      ...adversarialKeys,
    }),
  ]),
  steps: positive.nullable(),
  epochs: z.number().nullable(),
  batchSize: positive,
  seed: z.int().min(0),
  optimizer,
  discriminatorOptimizer: optimizer.exactOptional(),
  schedule: z.object({
    type: z.enum(['constant', 'cosine', 'exponential', 'step']),
    warmup: z.number(),
    final: z.number(),
    every: z.number(),
    factor: z.number(),
  }),
  gradientClip: z.number().nullable(),
  ema: z.object({ decay: z.number() }).nullable(),
  validation: z.object({ every: positive.nullable(), samples: z.int().min(0) }),
  earlyStopping: z.object({ patience: z.number(), minDelta: z.number() }).nullable(),
  checkpoint: z.object({
    every: z.number(),
    seconds: z.number(),
    keep: z.number(),
    // Runs of older versions have no snapshots. Resumed, they get those of the steps that follow.
    history: z.int().min(0).default(DEFAULT_HISTORY.history),
    historyBytes: z.number().default(DEFAULT_HISTORY.historyBytes),
  }),
  statistics: z.object({ every: z.number() }),
  lossLimit: z.number().nullable(),
  recompute: z.boolean(),
});

/** Members of the plan of a model with layers. */
const layered = z.object({
  base: z.object({
    type: known(
      'base',
      baseDefinitions.filter(({ build }) => build !== null).map(({ type }) => type),
    ),
    config,
    shape,
  }),
  layers: z.array(node).readonly(),
});

const common = {
  name: z.string(),
  model: z.string().default(FLOW),
  data: z.looseObject({ source: z.string(), seed: z.number(), limit: z.number().nullable() }),
  inputShape: shape,
  bits: z.int().min(1).max(16).exactOptional(),
  context: z
    .object({
      size: z.int().min(0),
      names: z.array(z.string()).readonly(),
      images: z
        .array(z.object({ name: z.string(), shape }))
        .readonly()
        .exactOptional(),
    })
    .nullable(),
  training,
  backend: z.enum(BACKEND_CHOICES),
  device: z.string().exactOptional(),
  matmulPrecision: z.enum(MATMUL_PRECISIONS).exactOptional(),
} as const;

function schemaOf({ sections: { layers, keys, networks, flows = {} } }: ModelDefinition): z.ZodType<ModelPlan> {
  const ofNetworks = Object.fromEntries(
    Object.entries(networks).map(([key, section]) => [key, isRequired(section) ? network : network.exactOptional()]),
  );
  const ofFlows = Object.fromEntries(Object.keys(flows).map((key) => [key, layered.exactOptional()]));
  return z.object({ ...keys.shape, ...ofNetworks, ...ofFlows, ...(layers ? layered.shape : {}), ...common });
}

interface RecordedRun {
  readonly directory: string;
  readonly record: { readonly plan: object };
}

/**
 * The plan of a run, of any model.
 * @throws FlowscopeError `run-damaged` for a plan that this version cannot build, naming the position and the problem
 */
export function planOf(
  { directory, record }: RecordedRun,
  models: readonly ModelDefinition[] = modelDefinitions,
): ModelPlan {
  const written = modelOfRun({ record });
  const definition = models.find(({ type }) => type === written);
  if (definition === undefined) {
    throw unusable(directory, `plan.model: ${JSON.stringify(written)} is not a model of this version of Flowscope`);
  }
  const parsed = schemaOf(definition).safeParse(record.plan);
  if (parsed.success) return parsed.data;
  const { path, message } = firstIssue(parsed.error.issues);
  throw unusable(directory, `${['plan', ...path].join('.')}: ${message}`);
}

/** What the plan of a run gives as its model, which may be anything. Runs of versions with only flows do not name it. */
export function modelOfRun({ record: { plan } }: Pick<RecordedRun, 'record'>): unknown {
  return 'model' in plan ? plan.model : FLOW;
}

/** The plan of a run whose model is a flow. @throws FlowscopeError as `planOf`, and `not-a-flow` */
export function flowPlanOf(run: RecordedRun): Plan {
  return asFlowPlan(planOf(run), `the run ${run.directory}`);
}

function unusable(directory: string, problem: string): FlowscopeError {
  return new FlowscopeError('run-damaged', `Cannot use the plan of ${directory}: ${problem}.`, {
    file: directory,
    hint: 'Another version of Flowscope wrote this run. Open it with that version, or train the spec anew.',
  });
}

/** For a union, the issue of the matching member, which says more than that none matches. */
function firstIssue(issues: readonly z.core.$ZodIssue[]): {
  readonly path: readonly PropertyKey[];
  readonly message: string;
} {
  const issue = issues[0]!;
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = firstIssue(issue.errors[0]!);
  return { path: [...issue.path, ...inner.path], message: inner.message };
}
