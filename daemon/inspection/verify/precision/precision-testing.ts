/** Shared by the precision tests: parameters and points to measure at, and the check of gradients. */
import { expect } from 'vitest';
import type { Bijection, ParameterSpec, Scope } from '../../../flow/definition.ts';
import type { Domain } from '../../../flow/intervals.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import type { CompiledFunction } from '../../../runtime/runtime.ts';
import { gradients } from '../../../tensor/gradients.ts';
import { add, broadcastTo, mul, sum } from '../../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { WorstError } from './errors.ts';
import type { MeasuredLayer } from './layer-precision.ts';
import { scopeInputs } from './layer-precision.ts';
import type { MeasuredGraph } from './measure.ts';
import { allowedError, measureCompiled } from './measure.ts';
import { FAR } from './special-points.ts';

export const SEED = 5;
export const runtime = cpuRuntime({ threads: 1 });

/** Noise on the parameters' initial values: as after a little training, and after a lot. */
export const SPREADS = [0.1, 1];

/** Initial values of all parameters, with noise on those that are trained. */
export function moved(parameters: readonly ParameterSpec[], label: string, spread: number): Map<string, Float32Array> {
  return new Map(
    parameters.map(({ name, initialize, trainable }) => {
      const noise = randomStream(SEED, label, name);
      const start = initialize(randomStream(SEED, label, 'start', name));
      return [name, trainable ? start.map((value) => value + spread * noise.normal()) : start];
    }),
  );
}

/** Three rows within the domain. */
export function typicalPoints({ low, high, whole = false }: Domain, shape: Shape): Float32Array {
  const random = randomStream(SEED, 'typical');
  return Float32Array.from({ length: 3 * sizeOf(shape) }, () => {
    if (whole) return low + random.integer(high - low + 1);
    if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) * (0.01 + 0.98 * random.uniform());
    const reach = Math.abs(random.normal());
    return Number.isFinite(low) ? low + reach : Number.isFinite(high) ? high - reach : random.normal();
  });
}

export function expectWithin(worst: WorstError, what: string): void {
  expect(worst.ok, `${what}: error ${worst.error}, allowed ${worst.allowed}, at element ${worst.at}`).toBe(true);
}

/** Σ over rows of weighted values and log-dets; rows far out have weight 0. */
function lossOf(value: Tensor, logDet: Tensor, weight: Tensor): Tensor {
  const stream = randomStream(SEED, 'weights');
  const rows = value.shape[0]!;
  const weights = constant(
    Float64Array.from({ length: sizeOf(value.shape.slice(1)) }, () => stream.normal()),
    [1, ...value.shape.slice(1)],
  );
  const perRow = sum(
    mul(value, weights),
    value.shape.slice(1).map((_, axis) => axis + 1),
  );
  return sum(mul(add(perRow, broadcastTo(logDet, [rows])), weight));
}

/** Groups of rows whose gradients are compared separately, so that far rows do not hide usual ones. */
const GROUPS = [
  { name: 'near points', low: 0, high: 20, spread: 1 },
  { name: 'points far out', low: 20, high: FAR, spread: 0.1 },
] as const;

interface GradientSubject {
  readonly owner: Pick<Bijection, 'parameters' | 'pieces'>;
  readonly values: Pick<MeasuredLayer, 'parameters' | 'context'>;
  readonly points: Float32Array;
  readonly shape: Shape;
  readonly result: (x: Tensor, scope: Scope) => { readonly value: Tensor; readonly logDet: Tensor };
  /** Whether float32 gives value and log-det to the tolerance; otherwise gradients need only be finite. */
  readonly resolved: (row: number) => boolean;
}

/**
 * ‖Δ‖∞ ≤ 1e-4·‖g‖∞ for points and parameters, unless rounding of the inputs explains more.
 * @param kept compiled graphs of this subject with other values, to be reused and disposed by the caller
 */
export async function expectGradients(
  subject: GradientSubject,
  spread: number,
  kept?: Map<string, CompiledFunction>,
): Promise<void> {
  const { owner, values, points, shape, result, resolved } = subject;
  const width = sizeOf(shape);
  const rows = points.length / width;
  const bound = scopeInputs(owner, values, rows, SEED);
  const x = input('points', [rows, ...shape]);
  const weight = input('weight', [rows]);
  const { value, logDet } = result(x, bound.scope);
  const pointInput = { name: 'points', tensor: x, roundedAt: owner.pieces?.bound ?? 0 };
  const variables = [pointInput, ...bound.inputs.filter(({ roundedAt }) => roundedAt !== null)];
  const found = gradients(
    lossOf(value, logDet, weight),
    variables.map(({ tensor }) => tensor),
  );
  const outputs = found.flatMap((tensor, i) => (tensor ? [{ name: `d/d ${variables[i]!.name}`, tensor }] : []));
  if (outputs.length === 0) return;
  const graph = { inputs: [pointInput, { name: 'weight', tensor: weight, roundedAt: null }, ...bound.inputs], outputs };
  const reaches = Float64Array.from({ length: rows }, (_, row) =>
    points.subarray(row * width, (row + 1) * width).reduce((max, v) => Math.max(max, Math.abs(v)), 0),
  );
  const weighted = (has: (row: number) => boolean) =>
    new Map([
      ...bound.values,
      ['points', points],
      ['weight', Float32Array.from({ length: rows }, (_, row) => Number(has(row)))],
    ] as const);
  const compiled = kept?.get(GRADIENTS) ?? (await runtime.compile(graph));
  kept?.set(GRADIENTS, compiled);
  const all = weighted((row) => reaches[row]! <= FAR);
  const results = await compiled.run(Object.fromEntries(all));
  for (const { name } of outputs) expect(results[name]!.every(Number.isFinite), name).toBe(true);
  for (const group of GROUPS) {
    if (spread > group.spread) continue;
    const has = (row: number) => reaches[row]! >= group.low && reaches[row]! <= group.high && resolved(row);
    let worst = new WorstError();
    for (const draws of DRAWS) {
      worst = await worstGradient(compiled, graph, weighted(has), draws);
      if (worst.ok) break;
    }
    expectWithin(worst, `${outputs.map(({ name }) => name).join(', ')}, ${group.name}`);
  }
  if (!kept) await compiled.dispose();
}

/**
 * Rounding can only excuse an error, so it is computed only if there is one. One draw may miss the direction in which
 * rounding changes most, so eight are used if one does not explain an error.
 */
const DRAWS = [0, 1, 8];

/** In kept graphs. */
const GRADIENTS = 'gradients';

async function worstGradient(
  compiled: CompiledFunction,
  graph: MeasuredGraph,
  values: ReadonlyMap<string, Float32Array>,
  draws: number,
): Promise<WorstError> {
  const measured = [...(await measureCompiled(compiled, graph, values, SEED, draws)).values()];
  const scale = measured.flatMap(({ exact }) => [...exact]).reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  const worst = new WorstError();
  for (const gradient of measured) {
    for (const [i, g] of gradient.exact.entries()) {
      worst.meet(Math.abs(gradient.actual[i]! - g), allowedError(gradient, i, scale), i);
    }
  }
  return worst;
}
