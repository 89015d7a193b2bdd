/**
 * Checks a flow against its exact Jacobians in float64: log-dets, inverses, conditioning, and the runtime's precision.
 */

import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { layerOfType } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Plan } from '../../spec/plan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FlowPoints } from '../graphs/exact-graph.ts';
import { exactGraph } from '../graphs/exact-graph.ts';
import { conditionNumber, logAbsDeterminant } from '../numerics/matrices.ts';
import { engineValues } from './engine-values.ts';
import { forEachJacobian, rowGraph } from './exact-jacobians.ts';
import { exactValues } from './exact-values.ts';
import type { LayerPrecision } from './precision/flow-precision.ts';
import { flowPrecision, isPrecise, PRECISION_TOLERANCE } from './precision/flow-precision.ts';
import { subspaceLogDets } from './subspace-log-dets.ts';
import type { VerificationRows } from './verification-points.ts';
import { normalPoints, pointsOfBase, pointsOfRows, takesAllReals } from './verification-points.ts';

export interface VerifySubject {
  readonly plan: Pick<Plan, 'base' | 'layers'>;
  readonly flow: Flow;
  /** `randomParameters` for a spec, those of a checkpoint for a run. */
  readonly parameters: ParameterValues;
}

export interface VerifyOptions {
  /** null: 16 up to D = 64, 2 above. */
  readonly points: number | null;
  readonly seed: number;
  readonly signal?: AbortSignal | null;
}

export interface LayerVerification extends LayerPrecision {
  readonly index: number;
  readonly type: string;
  readonly path: string;
  readonly turn: readonly number[];
  /** max |log-det − log|det J||, nats. */
  readonly logDetError: number;
  /** max |g(f(h)) − h|, using the flow's inverse pass. */
  readonly roundTripError: number;
  /** Largest ratio of the Jacobian's singular values; NaN above D = 256. */
  readonly conditionNumber: number;
  readonly outsideBound: number | null;
  /**
   * Errors are within the tolerance, or within what float64 rounding explains at this condition number; and the
   * runtime's float32 errors are within `engineTolerance`.
   */
  readonly ok: boolean;
}

/**
 * Errors are absolute maxima over points, in float64, except those of the engine. Without `v` and `parameters` this is
 * the JSON of `verify`.
 */
export interface Verification {
  readonly ok: boolean;
  readonly precision: 'float64';
  readonly points: number;
  /** How the Jacobians were computed; `subspace`: see subspace-log-dets.ts. */
  readonly method: 'full' | 'subspace';
  /**
   * For the layers and the whole flow: its log-det against Σ log|det J_l|, the exact log|det| of the chain (whose own
   * Jacobian may be singular to float64 if many layers stretch).
   */
  readonly logDetError: number;
  /** The largest over the layers. */
  readonly roundTripError: number;
  /** max |g(f(x)) − x| through the whole flow: the layers' errors, amplified by its conditioning. Not part of `ok`. */
  readonly wholeRoundTripError: number;
  /** The float32 runtime: its Σ log|det| against float64, and its own g(f(x)) against x. */
  readonly engineError: { readonly logDet: number; readonly roundTrip: number };
  readonly tolerance: typeof TOLERANCE;
  /** For float32, relative; each layer has its actual absolute tolerances. */
  readonly engineTolerance: typeof PRECISION_TOLERANCE;
  readonly layers: readonly LayerVerification[];
}

export const TOLERANCE = { logDet: 1e-8, roundTrip: 1e-8, numericalInverse: 1e-6 } as const;

const MANY_POINTS = { dimension: 64, points: 16 };
const FEW_POINTS = 2;
const FULL_DIMENSION = 256;
/** Rows of a float64 graph, so that its arrays stay in the cache. */
const ROWS = 32;

/**
 * @param rows the data's rows to choose points from; null: standard normal points, or the flow's own samples if it does
 *   not accept all reals
 * @throws the signal's reason once it is aborted
 */
export async function verifyFlow(
  runtime: Runtime,
  { plan, flow, parameters }: VerifySubject,
  rows: VerificationRows | null,
  { points: wanted, seed, signal = null }: VerifyOptions,
): Promise<Verification> {
  const layers = flattenPlan(plan);
  const dimension = sizeOf(flow.inputShape);
  const count = verificationPoints(wanted, dimension);
  const points =
    rows && rows.rows.count > 0
      ? pointsOfRows(rows, count, seed)
      : takesAllReals(layers)
        ? normalPoints(flow, count, seed)
        : await pointsOfBase(flow, parameters, count, seed);
  const values = exactValues(flow, parameters, points, seed);
  const engine = await engineValues(runtime, flow, parameters, points, seed);
  const precision = await flowPrecision(runtime, flow, parameters, layers, points, seed, signal);
  signal?.throwIfAborted();
  const full = dimension <= FULL_DIMENSION;
  const exact = await (full ? fullLogDets : sparseLogDets)({ flow, parameters, layers, points, seed, signal });

  const found = layers.map(({ index, type, path, turn }, l): LayerVerification => {
    const { logDet, roundTrip: roundTripError, magnitude, outsideBound } = values.layers[l]!;
    const logDetError = largestDifference(logDet, exact.layers[l]!);
    const condition = exact.conditionNumbers[l]!;
    const amplification = Number.isNaN(condition) ? 1 : condition;
    const ok =
      isSmall(logDetError, TOLERANCE.logDet, amplification) &&
      isSmall(roundTripError, roundTripTolerance(type), amplification * Math.max(1, magnitude)) &&
      isPrecise(precision[l]!);
    return {
      index,
      type,
      path,
      turn,
      logDetError,
      roundTripError,
      ...precision[l]!,
      conditionNumber: condition,
      outsideBound,
      ok,
    };
  });
  const wholeLogDetError = largestDifference(values.volume, sums(exact.layers, points.count));
  return {
    // Layer errors that rounding explains may add up.
    ok: found.every((layer) => layer.ok) && wholeLogDetError <= TOLERANCE.logDet + total(found),
    precision: 'float64',
    points: points.count,
    method: full ? 'full' : 'subspace',
    logDetError: largest([wholeLogDetError, ...found.map(({ logDetError }) => logDetError)]),
    roundTripError: largest(found.map(({ roundTripError }) => roundTripError)),
    wholeRoundTripError: largest(values.roundTrip),
    engineError: {
      logDet: largestDifference(engine.logDet, Array.from(values.logDet)),
      roundTrip: largestDifference(engine.restored, Array.from(points.values)),
    },
    tolerance: TOLERANCE,
    engineTolerance: PRECISION_TOLERANCE,
    layers: found,
  };
}

/** @param wanted null: a suitable number for the dimension */
export function verificationPoints(wanted: number | null, dimension: number): number {
  return wanted ?? (dimension <= MANY_POINTS.dimension ? MANY_POINTS.points : FEW_POINTS);
}

/** Multiple of the rounding unit that a few dozen operations may lose. */
const ROUNDING = 64 * Number.EPSILON;

function isSmall(error: number, tolerance: number, amplification: number): boolean {
  return error <= tolerance || (Number.isFinite(error) && error <= ROUNDING * amplification);
}

function roundTripTolerance(type: string): number {
  const { inverse } = layerOfType(type);
  return inverse === 'iterative' ? TOLERANCE.numericalInverse : TOLERANCE.roundTrip;
}

function total(layers: readonly LayerVerification[]): number {
  return layers.reduce((sum, { logDetError }) => sum + logDetError, 0);
}

/** Σ over layers at each point; null if one is missing. */
function sums(layers: readonly (readonly (number | null)[])[], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, point) => {
    const own = layers.map((values) => values[point]!);
    return own.some((value) => value === null) ? null : own.reduce<number>((sum, value) => sum + value!, 0);
  });
}

interface ExactTask {
  readonly flow: Flow;
  readonly parameters: ParameterValues;
  readonly layers: readonly FlatLayer[];
  readonly points: FlowPoints;
  readonly seed: number;
  readonly signal: AbortSignal | null;
}

interface ExactLogDets {
  /** Of each layer at each point, nats; null if it was not computed. */
  readonly layers: readonly (readonly (number | null)[])[];
  readonly conditionNumbers: readonly number[];
}

async function fullLogDets({ flow, parameters, layers, points, seed, signal }: ExactTask): Promise<ExactLogDets> {
  const dimension = sizeOf(flow.inputShape);
  const graph = rowGraph(exactGraph(flow, parameters, Math.min(ROWS, points.count * dimension), seed));
  const logDets = layers.map(() => new Array<number>(points.count).fill(Number.NaN));
  const conditionNumbers = new Array<number>(layers.length).fill(0);
  await forEachJacobian(graph, points, signal, (point, jacobians) => {
    // Singular values cost far more than a determinant, so wide layers get them at one point only.
    const conditioned = dimension <= MANY_POINTS.dimension || point === 0;
    for (const [l, jacobian] of jacobians.entries()) {
      logDets[l]![point] = logAbsDeterminant(jacobian);
      if (conditioned) conditionNumbers[l] = Math.max(conditionNumbers[l]!, conditionNumber(jacobian));
    }
  });
  return { layers: logDets, conditionNumbers };
}

async function sparseLogDets({ flow, parameters, layers, points, seed, signal }: ExactTask): Promise<ExactLogDets> {
  const graph = rowGraph(exactGraph(flow, parameters, ROWS, seed));
  const logDets = await subspaceLogDets(graph, layers, points, seed, signal);
  return { layers: logDets, conditionNumbers: layers.map(() => Number.NaN) };
}

/** NaN if any value is. */
function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, value), 0);
}

function largestDifference(values: ArrayLike<number>, exact: readonly (number | null)[]): number {
  return largest(exact.flatMap((value, i) => (value === null ? [] : [Math.abs(values[i]! - value)])));
}
