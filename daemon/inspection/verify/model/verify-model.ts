/** Checks what can be checked of a model that is not a flow, and says what cannot. */
import type { ParameterValues } from '../../../evaluation/row-graph.ts';
import type { Environment } from '../../../flow/apply/environment.ts';
import { parameterInputs } from '../../../flow/flow.ts';
import { innerFlowOf, type Model } from '../../../models/definition.ts';
import type { ModelPlan } from '../../../models/plan.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { unrolled } from '../../../tensor/ops/scan.ts';
import { type NdArray, type Shape, sizeOf, type Tensor } from '../../../tensor/tensor.ts';
import { type FlowPoints, noiseOf } from '../../graphs/exact-graph.ts';
import { PRECISION_TOLERANCE } from '../precision/flow-precision.ts';
import { normalPoints, pointsOfRows, type VerificationRows } from '../verification-points.ts';
import { TOLERANCE, type Verification, type VerifyOptions, verificationPoints, verifyFlow } from '../verify-flow.ts';
import type { Check } from './check.ts';
import { engineChecks } from './engine-checks.ts';
import { gradientChecks } from './gradient-checks.ts';
import { modelGraph } from './model-graph.ts';

export interface VerifyModelSubject {
  readonly plan: ModelPlan;
  readonly model: Model;
  readonly parameters: ParameterValues;
}

/** Figures of flows are those of the flows of its latents, at their own points; null: it has none. */
export interface ModelVerification extends Omit<Verification, NullFigures> {
  readonly method: Verification['method'] | null;
  readonly logDetError: number | null;
  readonly roundTripError: number | null;
  readonly wholeRoundTripError: number | null;
  readonly engineError: { readonly logDet: number | null; readonly roundTrip: number | null };
  readonly checks: readonly Check[];
  /** What cannot be verified, and why, one sentence each. */
  readonly notVerified: readonly string[];
}

type NullFigures = 'method' | 'logDetError' | 'roundTripError' | 'wholeRoundTripError' | 'engineError';

/** Points at which gradients are compared: more show no other fault. */
const MOST_ROWS = 4;

/**
 * @param rows the data's rows to choose points from; null: samples of the model
 * @throws the signal's reason once it is aborted
 */
export async function verifyModel(
  runtime: Runtime,
  { plan, model, parameters }: VerifyModelSubject,
  rows: VerificationRows | null,
  options: VerifyOptions,
): Promise<ModelVerification> {
  const points = pointsFor({ model, parameters }, rows, options);
  const checks = await checksAt(runtime, { plan, model, parameters }, points, options);
  const flows: Verification[] = [];
  for (const [name, { flow, outside }] of Object.entries(model.flows ?? {})) {
    const own = new Map(flow.parameters.map((parameter) => [parameter.name, parameters.get(outside(parameter.name))!]));
    flows.push(await verifyFlow(runtime, { plan: innerFlowOf(plan, name)!, flow, parameters: own }, null, options));
  }
  return {
    ok: checks.every(({ ok }) => ok) && flows.every(({ ok }) => ok),
    precision: 'float64',
    points: points.count,
    ...ofFlows(flows),
    checks,
    notVerified: notVerified(model),
  };
}

/** The gradients of every objective, and what the runtime computes of the model. Errors as `verifyModel`. */
export async function objectiveChecks(
  runtime: Runtime,
  subject: VerifyModelSubject,
  rows: VerificationRows | null,
  options: VerifyOptions,
): Promise<readonly Check[]> {
  return checksAt(runtime, subject, pointsFor(subject, rows, options), options);
}

function pointsFor(
  { model, parameters }: Omit<VerifyModelSubject, 'plan'>,
  rows: VerificationRows | null,
  { points, seed }: VerifyOptions,
): FlowPoints {
  const count = verificationPoints(points, sizeOf(model.inputShape));
  return rows && rows.rows.count > 0 ? pointsOfRows(rows, count, seed) : samplesOf({ model, parameters }, count, seed);
}

async function checksAt(
  runtime: Runtime,
  { plan, model, parameters }: VerifyModelSubject,
  points: FlowPoints,
  { seed, signal = null }: VerifyOptions,
): Promise<readonly Check[]> {
  const subject = { model, parameters, whole: plan.bits !== undefined };
  const graph = modelGraph(subject, points, seed);
  const few = points.count <= MOST_ROWS ? graph : modelGraph(subject, firstOf(points, MOST_ROWS), seed);
  return [
    ...(await gradientChecks(model, few, seed, signal)),
    ...(await engineChecks(runtime, model, graph, seed, signal)),
  ];
}

/** The largest figures of all flows, and their layers. */
function ofFlows(flows: readonly Verification[]) {
  const largest = (of: (flow: Verification) => number) =>
    flows.length === 0 ? null : flows.map(of).reduce((a, b) => Math.max(a, b));
  const isFull = flows.every(({ method }) => method === 'full');
  return {
    method: flows.length === 0 ? null : isFull ? ('full' as const) : ('subspace' as const),
    logDetError: largest(({ logDetError }) => logDetError),
    roundTripError: largest(({ roundTripError }) => roundTripError),
    wholeRoundTripError: largest(({ wholeRoundTripError }) => wholeRoundTripError),
    engineError: {
      logDet: largest(({ engineError }) => engineError.logDet),
      roundTrip: largest(({ engineError }) => engineError.roundTrip),
    },
    tolerance: TOLERANCE,
    engineTolerance: PRECISION_TOLERANCE,
    layers: flows.flatMap(({ layers }) => layers),
  };
}

function notVerified({ logDensity, lowerBound, latents }: Model): readonly string[] {
  return [
    'The model is not a bijection: it has no inverse that would restore a point, and no log-det to compare with a Jacobian.',
    ...(logDensity === null
      ? ['It has no likelihood, so how probable a point is cannot be checked.']
      : lowerBound
        ? [
            'Its log-likelihood is not known: only the lower bound is checked, not how close it is (evaluate --importance estimates that).',
          ]
        : []),
    ...(latents?.encode === null ? ['It has no encoder, so points have no latents to check.'] : []),
  ];
}

function firstOf({ count, values, context }: FlowPoints, most: number): FlowPoints {
  const first = (all: Float32Array) => all.slice(0, (all.length / count) * most);
  return { count: most, values: first(values), context: context && first(context) };
}

/** Samples of the model, in float64; normal points if it has no latents. Contexts are standard normal. */
function samplesOf(
  { model, parameters }: Pick<VerifyModelSubject, 'model' | 'parameters'>,
  count: number,
  seed: number,
): FlowPoints {
  const normal = normalPoints(model, count, seed);
  const { latents, contextSize } = model;
  if (latents === null) return normal;
  const bound = parameterInputs(model);
  const feeds = new Map<Tensor, NdArray>();
  const fed = (name: string, shape: Shape, data: Float32Array) => {
    const tensor = input(name, shape);
    feeds.set(tensor, { shape, data: Float64Array.from(data) });
    return tensor;
  };
  for (const { name, shape } of model.parameters) {
    feeds.set(bound.get(name)!, { shape, data: Float64Array.from(parameters.get(name)!) });
  }
  let drawn = 0;
  const environment: Environment = {
    parameters: bound,
    context: contextSize > 0 ? fed('context', [count, contextSize], normal.context!) : null,
    noise: (kind, shape) => fed('noise', shape, noiseOf(kind, sizeOf(shape), seed, drawn++)),
    loop: unrolled,
    probe: null,
    initialize: false,
  };
  const noise = new Float32Array(count * latents.noiseSize);
  latents.fillNoise(randomStream(seed, 'verify', 'base'), noise);
  const z = latents.fromNoise(fed('noise', [count, latents.noiseSize], noise), environment);
  const [x] = evaluate([latents.draw(z, environment)], feeds);
  return { ...normal, values: Float32Array.from(x!.data) };
}
