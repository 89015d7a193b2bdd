/** Compares the gradient of every objective, for the parameters that minimize it, with central differences in float64. */
import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../../models/definition.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { gradients } from '../../../tensor/gradients.ts';
import { topologicalOrder } from '../../../tensor/graph.ts';
import { stopGradientOp } from '../../../tensor/ops/stop-gradient.ts';
import { applies, type NdArray, sizeOf, type Tensor } from '../../../tensor/tensor.ts';
import { WorstError } from '../precision/errors.ts';
import type { Check } from './check.ts';
import type { ModelGraph } from './model-graph.ts';

/** Relative to the norm of the gradient, or to 1 if that is smaller. */
export const GRADIENT_TOLERANCE = 1e-6;
/** Lengths of the step to both sides: a shorter one may avoid a kink, at which differences say nothing. */
const STEPS = [1e-5, 1e-6, 1e-4] as const;
/** Multiplications of all differences of an objective together, which float64 does in a few seconds. */
const WORK = 5e8;
/** Rounding units that a loss may lose. */
const ROUNDING = 8 * Number.EPSILON;

type Feeds = ReadonlyMap<Tensor, NdArray>;

/** @throws the signal's reason once it is aborted */
export async function gradientChecks(
  model: Model,
  graph: ModelGraph,
  seed: number,
  signal: AbortSignal | null,
): Promise<readonly Check[]> {
  const feeds = exactFeeds(graph);
  const checks: Check[] = [];
  for (const [i, { name, minimizedBy }] of model.objectives.entries()) {
    const group = model.groups.find((candidate) => candidate.name === minimizedBy)!;
    const own = group.parameters.filter(({ trainable }) => trainable);
    const worst = new WorstError();
    const tensors = own.map((parameter) => graph.parameters.get(parameter.name)!);
    const loss = graph.terms.losses[i]!;
    const bundles = bundled(own, tensors, graph.values.get('x')!.length / sizeOf(model.inputShape));
    const objective = objectiveOf(loss, tensors, feeds);
    for (const [b, bundle] of bundles.entries()) {
      signal?.throwIfAborted();
      const { error, allowed } = objective.errorOf(bundle, randomStream(seed, 'verify', 'direction', name, b));
      worst.meet(error, allowed, b);
      await setImmediate();
    }
    checks.push({ name: `gradient of ${name}`, error: worst.error, tolerance: worst.allowed, ok: worst.ok });
  }
  return checks;
}

function exactFeeds({ inputs, values }: ModelGraph): Feeds {
  return new Map(
    inputs.map(({ name, tensor }) => [tensor, { shape: tensor.shape, data: Float64Array.from(values.get(name)!) }]),
  );
}

/** Parameters that one difference moves together: each alone, unless the model is so large that this would take long. */
function bundled(
  parameters: Model['parameters'],
  tensors: readonly Tensor[],
  rows: number,
): readonly (readonly Tensor[])[] {
  const operations = rows * parameters.reduce((sum, { shape, rows: own = 1 }) => sum + sizeOf(shape) * own, 1);
  const most = Math.max(2, Math.floor(WORK / (2 * operations)));
  const each = Math.ceil(tensors.length / most);
  return Array.from({ length: Math.ceil(tensors.length / each) }, (_, b) => tensors.slice(b * each, (b + 1) * each));
}

function objectiveOf(loss: Tensor, tensors: readonly Tensor[], feeds: Feeds) {
  const found = gradients(loss, tensors);
  const known = found.flatMap((gradient, i) => (gradient ? [{ gradient, tensor: tensors[i]! }] : []));
  // What gradients take as a constant stays as it is in the differences.
  const held = topologicalOrder([loss]).flatMap((node) => (applies(node, stopGradientOp) ? node.outputs : []));
  const all = [loss, ...held, ...known.map(({ gradient }) => gradient)];
  const [value, ...rest] = evaluate(all, feeds);
  const fixed = new Map([...feeds, ...held.map((tensor, i) => [tensor, rest[i]!] as const)]);
  const slopes = new Map(known.map(({ tensor }, i) => [tensor, rest[held.length + i]!.data]));
  const size = Math.abs(value!.data[0]!);

  return {
    /** Along a random direction in which every element of `bundle` moves. */
    errorOf(bundle: readonly Tensor[], random: { normal(): number }): { error: number; allowed: number } {
      const elements = bundle.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      const directions = bundle.map(({ shape }) => Float64Array.from({ length: sizeOf(shape) }, () => random.normal()));
      let [slope, squares] = [0, 0];
      for (const [t, tensor] of bundle.entries()) {
        for (const [k, g] of slopes.get(tensor)?.entries() ?? []) {
          slope += g * directions[t]![k]!;
          squares += g * g;
        }
      }
      const scale = Math.max(1, Math.sqrt(squares));
      const at = (step: number) => {
        const moved = new Map<Tensor, NdArray>(fixed);
        for (const [t, tensor] of bundle.entries()) {
          const data = fixed.get(tensor)!.data.map((x, k) => x + step * directions[t]![k]!);
          moved.set(tensor, { shape: tensor.shape, data });
        }
        return evaluate([loss], moved)[0]!.data[0]!;
      };
      let best = { error: Number.NaN, allowed: GRADIENT_TOLERANCE };
      for (const length of STEPS) {
        const step = length / Math.sqrt(elements);
        const error = Math.abs((at(step) - at(-step)) / (2 * step) - slope) / scale;
        const allowed = GRADIENT_TOLERANCE + (ROUNDING * Math.max(1, size)) / step / scale;
        if (!(error / allowed >= best.error / best.allowed)) best = { error, allowed };
        if (best.error <= best.allowed) break;
      }
      return best;
    },
  };
}
