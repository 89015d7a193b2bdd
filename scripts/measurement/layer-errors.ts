/** The largest errors over the table of layers that the unit tests use, float64, random parameters, both directions. */
import { caseName, LAYER_CASES } from '../../daemon/flow/bijections/layer-cases.ts';
import type { Direction, LayerCase } from '../../daemon/flow/bijections/layer-fixture.ts';
import {
  BATCH,
  draw,
  evaluateLayer,
  layerGraph,
  logAbsDeterminant,
} from '../../daemon/flow/bijections/layer-fixture.ts';
import { evaluate } from '../../daemon/tensor/evaluate.ts';
import { gradients } from '../../daemon/tensor/gradients.ts';
import { add, mul, sum } from '../../daemon/tensor/ops/arithmetic.ts';
import { constant } from '../../daemon/tensor/ops/leaf.ts';
import { sizeOf } from '../../daemon/tensor/tensor.ts';

export interface LayerErrors {
  readonly cases: number;
  /** |log-det − log|det Jacobian||, nats. */
  readonly logDet: number;
  /** Largest coordinate error there and back. */
  readonly roundTrip: number;
  /** Against central differences, relative to max(1, ‖g‖∞). */
  readonly gradient: number;
}

export function layerErrors(): LayerErrors {
  let [logDet, roundTrip, gradient] = [0, 0, 0];
  for (const layer of LAYER_CASES) {
    for (const direction of ['forward', 'inverse'] as const) {
      const points = pointsOf(layer, direction);
      const graph = layerGraph(layer, direction, { parameters: 'random', points });
      const there = evaluateLayer(graph);
      for (const [b, jacobian] of there.jacobians.entries()) {
        logDet = Math.max(logDet, Math.abs(there.logDet[b]! - logAbsDeterminant(jacobian)));
      }
      const other = direction === 'forward' ? 'inverse' : 'forward';
      const back = evaluateLayer(layerGraph(layer, other, { parameters: 'random', points: there.value }));
      for (const [i, x] of back.value.data.entries()) roundTrip = Math.max(roundTrip, Math.abs(x - points.data[i]!));
      gradient = Math.max(gradient, gradientError(graph));
    }
  }
  return { cases: LAYER_CASES.length, logDet, roundTrip, gradient };
}

function pointsOf(layer: LayerCase, direction: Direction) {
  const shape = direction === 'inverse' && layer.type === 'flatten' ? [sizeOf(layer.shape)] : layer.shape;
  return draw(
    [BATCH, ...shape],
    direction === 'forward' ? layer.points : layer.latents,
    `${caseName(layer)} ${direction}`,
  );
}

function gradientError({ x, result, parameters, feeds }: ReturnType<typeof layerGraph>): number {
  const weights = (shape: readonly number[], label: string) => constant(draw(shape, 'real', label).data, shape);
  const loss = add(
    sum(mul(result.value, weights(result.value.shape, 'value'))),
    sum(mul(result.logDet, weights(result.logDet.shape, 'log-det'))),
  );
  const variables = [x, ...parameters.values()];
  const known = gradients(loss, variables).flatMap((g, i) => (g ? [{ g, variable: variables[i]! }] : []));
  const values = evaluate(
    known.map(({ g }) => g),
    feeds,
  );
  const scale = Math.max(1, ...values.flatMap(({ data }) => Array.from(data, Math.abs)));
  const step = 1e-5;
  let worst = 0;
  for (const [v, { variable }] of known.entries()) {
    const start = feeds.get(variable)!;
    const stride = Math.max(1, Math.floor(start.data.length / 12));
    for (let k = 0; k < start.data.length; k += stride) {
      const at = (offset: number) => {
        const moved = Float64Array.from(start.data);
        moved[k]! += offset;
        return evaluate([loss], new Map(feeds).set(variable, { shape: start.shape, data: moved }))[0]!.data[0]!;
      };
      worst = Math.max(worst, Math.abs(values[v]!.data[k]! - (at(step) - at(-step)) / (2 * step)) / scale);
    }
  }
  return worst;
}
