/** One coupling layer at one row: what passes through, what is changed, and the Jacobian with its numbers, in float64. */
import { setImmediate } from 'node:timers/promises';
import { MOST_COUPLED } from '../../../protocol/figures/coupling.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import type { LayerTraits, ResolvedMask } from '../../flow/definition.ts';
import { type FlatLayer, flattenPlan } from '../../flow/flatten-plan.ts';
import { keptMask } from '../../flow/kept-mask.ts';
import type { Plan } from '../../spec/plan.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { vectorJacobianProduct } from '../../tensor/gradients.ts';
import { broadcastTo, reshape } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { exactGraph } from '../graphs/exact-graph.ts';
import type { OpenFlow } from '../opened/open-flow.ts';

export interface Coupling {
  readonly layer: FlatLayer;
  readonly map: NonNullable<LayerTraits['coupling']>;
  /** 1 = kept. */
  readonly mask: ResolvedMask;
}

/**
 * The coupling with this index, or the first one.
 * @throws FlowscopeError `wrong-value` (exit 2) if there is none, or the layer is another one
 */
export function findCoupling(plan: Plan, index: number | null): Coupling {
  const layers = flattenPlan(plan);
  const couplings = layers.flatMap((layer) => {
    const map = traitsOf(layer.type).coupling;
    const mask = keptMask(layer);
    return map === undefined || mask === null ? [] : [{ layer, map, mask }];
  });
  const found = index === null ? couplings[0] : couplings.find(({ layer }) => layer.index === index);
  if (found !== undefined) return found;
  if (couplings.length === 0) throw wrong('this flow has no coupling layer');
  const places = couplings.map(({ layer }) => layer.index).join(', ');
  const other = layers[index!];
  throw wrong(
    other === undefined ? `there is no layer ${index}` : `layer ${index} (${other.type}) is no coupling`,
    `The couplings of this flow are the layers ${places}.`,
  );
}

function wrong(message: string, hint?: string): FlowscopeError {
  return new FlowscopeError('wrong-value', message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}

export interface CoupledElement {
  readonly index: number;
  readonly kept: boolean;
  readonly input: number;
  readonly output: number;
  /** output = input · scale + shift; null if the element is kept or the map is no such one. */
  readonly scale: number | null;
  readonly shift: number | null;
}

export interface CouplingJacobian {
  /** Kept ones first. */
  readonly elements: readonly CoupledElement[];
  /** ∂output/∂input; row = output. */
  readonly jacobian: readonly (readonly number[])[];
  /** Over all elements of the layer. */
  readonly sumLogDiagonal: number;
  readonly logDet: number;
}

/**
 * @param point what the layer receives, flattened @param context of the row, or null
 * @throws the signal's reason once it is aborted
 */
export async function couplingJacobian(
  { flow, parameters }: Pick<OpenFlow, 'flow' | 'parameters'>,
  { layer, map, mask }: Coupling,
  point: Float64Array,
  context: Float32Array | null,
  signal: AbortSignal | null,
): Promise<CouplingJacobian> {
  const graph = exactGraph(flow, parameters, 1, 0);
  const { input: x, output } = graph.layers[layer.index]!;
  const cotangent = input('cotangent', x.shape);
  const pulled = vectorJacobianProduct([output.value], [reshape(cotangent, output.value.shape)], [x])[0]!;
  // Only this layer is computed: what it receives is fed.
  const feeds = graph.feeds({ count: 1, values: new Float32Array(sizeOf(flow.inputShape)), context }, [0]);
  feeds.set(x, { shape: x.shape, data: point });
  const [value, logDet] = evaluate([output.value, broadcastTo(output.logDet, [1])], feeds);
  const pull = (weights: Float64Array): Float64Array => {
    signal?.throwIfAborted();
    feeds.set(cotangent, { shape: cotangent.shape, data: weights });
    return evaluate([pulled], feeds)[0]!.data as Float64Array;
  };
  // No changed element depends on another one, so that their sum has the diagonal as its gradient.
  const ofChanged = pull(Float64Array.from(mask, (kept) => 1 - kept));
  const diagonal = Float64Array.from(mask, (kept, i) => (kept === 1 ? 1 : ofChanged[i]!));
  const rows = new Map<number, Float64Array>();
  const rowOf = async (i: number): Promise<Float64Array> => {
    const known = rows.get(i) ?? pull(Float64Array.from(mask, (_, j) => (i === j ? 1 : 0)));
    rows.set(i, known);
    await setImmediate();
    return known;
  };
  const z = value!.data;
  const shown = await chosenElements(
    mask,
    (i) => [Math.abs(Math.log(Math.abs(diagonal[i]!))), Math.abs(z[i]! - point[i]!)],
    rowOf,
  );
  const jacobian: number[][] = [];
  for (const i of shown) {
    const row = await rowOf(i);
    jacobian.push(shown.map((j) => row[j]!));
  }
  return {
    elements: shown.map((index) =>
      elementOf(index, point[index]!, z[index]!, mask[index] === 1, map, diagonal[index]!),
    ),
    jacobian,
    sumLogDiagonal: diagonal.reduce((sum, slope) => sum + Math.log(Math.abs(slope)), 0),
    logDet: logDet!.data[0]!,
  };
}

function elementOf(
  index: number,
  x: number,
  z: number,
  kept: boolean,
  map: Coupling['map'],
  slope: number,
): CoupledElement {
  const isAffine = !kept && map !== 'monotone';
  return {
    index,
    kept,
    input: x,
    output: z,
    scale: isAffine ? slope : null,
    shift: isAffine ? z - x * slope : null,
  };
}

/**
 * The elements to show, kept ones first: all if there are few, else those that change most, and the kept ones on which
 * these depend most. Ties go to the first.
 * @param changes how much an element changes: its log-slope, then its difference
 */
async function chosenElements(
  mask: ResolvedMask,
  changes: (i: number) => readonly [number, number],
  rowOf: (i: number) => Promise<Float64Array>,
): Promise<readonly number[]> {
  const all = mask.map((_, i) => i);
  const kept = all.filter((i) => mask[i] === 1);
  const changed = all.filter((i) => mask[i] === 0);
  if (all.length <= MOST_COUPLED) return [...kept, ...changed];
  const half = MOST_COUPLED / 2;
  const places = Math.min(changed.length, Math.max(half, MOST_COUPLED - kept.length));
  const most = largest(changed, places, (i) => changes(i));
  const influence = new Float64Array(mask.length);
  for (const i of most) {
    const row = await rowOf(i);
    for (const j of kept) influence[j]! += Math.abs(row[j]!);
  }
  return [...largest(kept, MOST_COUPLED - most.length, (j) => [influence[j]!]), ...most];
}

/** The `count` elements with the largest values, ascending. */
function largest(
  elements: readonly number[],
  count: number,
  valuesOf: (i: number) => readonly number[],
): readonly number[] {
  const valued = elements.map((i) => ({ i, values: valuesOf(i) }));
  const compared = valued.sort((a, b) => {
    const k = a.values.findIndex((value, at) => value !== b.values[at]);
    return k < 0 ? a.i - b.i : b.values[k]! - a.values[k]!;
  });
  return compared
    .slice(0, count)
    .map(({ i }) => i)
    .sort((a, b) => a - b);
}
