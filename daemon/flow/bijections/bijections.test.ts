import { describe, expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, broadcastTo, mul, reshape, sum } from '../../tensor/ops/arithmetic.ts';
import { slice } from '../../tensor/ops/concat-split.ts';
import { constant, inputName } from '../../tensor/ops/leaf.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { baseDefinitions } from '../bases/registry.ts';
import { caseName, LAYER_CASES } from './layer-cases.ts';
import type { Direction, LayerCase, LayerGraph } from './layer-fixture.ts';
import { BATCH, buildLayer, draw, evaluateLayer, layerGraph, logAbsDeterminant, outputShape } from './layer-fixture.ts';
import { layerDefinitions, layerOfType } from './registry.ts';

const EXACT = 1e-8;
const DIRECTIONS = ['forward', 'inverse'] as const;

const inputs = (layer: LayerCase, direction: Direction): NdArray => {
  const shape = direction === 'inverse' ? outputShape(layer) : layer.shape;
  const where = direction === 'forward' ? layer.points : layer.latents;
  return draw([BATCH, ...shape], where, `${caseName(layer)} ${direction}`);
};

const graphOf = (layer: LayerCase, direction: Direction, points = inputs(layer, direction)) =>
  layerGraph(layer, direction, { parameters: 'random', points });

/** A scalar that depends on every output: random weights for values and log-dets. */
function lossOf({ result }: LayerGraph): Tensor {
  const weights = (shape: readonly number[], label: string) => constant(draw(shape, 'real', label).data, shape);
  const values = sum(mul(result.value, weights(result.value.shape, 'value weights')));
  return add(values, sum(mul(result.logDet, weights(result.logDet.shape, 'log-det weights'))));
}

const largest = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

describe.each(LAYER_CASES.map((layer) => [caseName(layer), layer] as const))('%s', (_name, layer) => {
  test.each(DIRECTIONS)(
    '%s: the log-det is that of the exact Jacobian, and the other direction undoes it',
    (direction) => {
      const graph = graphOf(layer, direction);
      const { value, logDet, jacobians } = evaluateLayer(graph);
      for (const [b, jacobian] of jacobians.entries()) {
        expect(Math.abs(logDet[b]! - logAbsDeterminant(jacobian))).toBeLessThanOrEqual(EXACT);
      }
      const other = direction === 'forward' ? 'inverse' : 'forward';
      const back = evaluateLayer(graphOf(layer, other, value));
      const points = graph.feeds.get(graph.x)!;
      for (const [i, x] of back.value.data.entries()) expect(Math.abs(x - points.data[i]!)).toBeLessThanOrEqual(EXACT);
      for (const [b, l] of back.logDet.entries()) expect(Math.abs(l + logDet[b]!)).toBeLessThanOrEqual(EXACT);
    },
  );

  test.each(DIRECTIONS)('%s: gradients of parameters and inputs agree with central differences', (direction) => {
    const graph = graphOf(layer, direction);
    const loss = lossOf(graph);
    const wrt = [graph.x, ...graph.parameters.values()];
    const analytic = gradients(loss, wrt);
    const bijection = buildLayer(layer);
    for (const [p, spec] of bijection.parameters.entries()) {
      expect(analytic[p + 1] !== null, `${spec.name} receives a gradient`).toBe(spec.trainable);
    }
    const known = wrt.flatMap((variable, v) => (analytic[v] ? [{ variable, gradient: analytic[v] }] : []));
    const values = evaluate(
      known.map(({ gradient }) => gradient),
      graph.feeds,
    );
    const scale = Math.max(1, ...values.map(({ data }) => largest(data)));
    const step = 1e-5;
    for (const [v, { variable }] of known.entries()) {
      const { data } = values[v]!;
      const start = graph.feeds.get(variable)!;
      // A dozen entries of each tensor, spread over it.
      const stride = Math.max(1, Math.floor(data.length / 12));
      for (let k = 0; k < data.length; k += stride) {
        const at = (offset: number) => {
          const moved = Float64Array.from(start.data);
          moved[k]! += offset;
          return evaluate([loss], new Map(graph.feeds).set(variable, { shape: start.shape, data: moved }))[0]!.data[0]!;
        };
        const difference = (at(step) - at(-step)) / (2 * step);
        expect(Math.abs(data[k]! - difference) / scale).toBeLessThanOrEqual(1e-6);
      }
      // With one dimension, masked weights and strict triangles are empty.
      const complete = direction === 'forward' && sizeOf(layer.shape) > 1;
      if (complete && variable !== graph.x) expect(largest(data)).toBeGreaterThan(0);
    }
  });

  test('in float32 on ONNX Runtime: the same values, log-dets and gradients', async () => {
    for (const direction of DIRECTIONS) {
      const graph = graphOf(layer, direction);
      const [dx] = gradients(lossOf(graph), [graph.x]) as [Tensor];
      const outputs = [graph.result.value, broadcastTo(graph.result.logDet, [BATCH]), dx];
      const exact = evaluate(outputs, graph.feeds);
      const named = [...graph.feeds.keys()].map((tensor, i) => ({ name: `input${i}`, tensor }));
      const compiled = await cpuRuntime({ threads: 1 }).compile({
        inputs: named,
        outputs: outputs.map((tensor, i) => ({ name: `output${i}`, tensor })),
      });
      const feeds = named.map(({ name, tensor }) => [name, Float32Array.from(graph.feeds.get(tensor)!.data)] as const);
      const results = await compiled.run(Object.fromEntries(feeds));
      await compiled.dispose();
      for (const [i, { data }] of exact.entries()) {
        const scale = Math.max(1, largest(data));
        for (const [k, v] of data.entries())
          expect(Math.abs(results[`output${i}`]![k]! - v) / scale).toBeLessThan(1e-4);
      }
    }
  });

  test('stays finite near the edges of its domain, with its gradients', () => {
    for (const direction of DIRECTIONS) {
      const points = inputs(layer, direction);
      const where = direction === 'forward' ? layer.points : layer.latents;
      const usual = where === 'real' ? [-60, 60, -3, 3, 0] : [where[0], where[1], (where[0] + where[1]) / 2];
      const edges = layer.edges?.[direction] ?? usual;
      const data = points.data.map((_, i) => edges[i % edges.length]!);
      const graph = graphOf(layer, direction, { shape: points.shape, data });
      const wrt = [graph.x, ...graph.parameters.values()];
      const found = gradients(lossOf(graph), wrt).filter((g) => g !== null);
      for (const result of evaluate([graph.result.value, graph.result.logDet, ...found], graph.feeds)) {
        expect(result.data.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

const some = (wanted: (layer: LayerCase) => boolean) =>
  LAYER_CASES.filter(wanted).map((layer) => [caseName(layer), layer] as const);

test.each(some(({ identityAtStart }) => identityAtStart))('%s is the identity at the start', (_name, layer) => {
  const points = inputs(layer, 'forward');
  const { value, logDet } = evaluateLayer(layerGraph(layer, 'forward', { parameters: 'start', points }));
  for (const [i, z] of value.data.entries()) expect(Math.abs(z - points.data[i]!)).toBeLessThanOrEqual(1e-12);
  expect(largest(logDet)).toBeLessThanOrEqual(1e-12);
});

test.each(some(({ type }) => type === 'affine-autoregressive'))('%s has a triangular Jacobian', (_name, layer) => {
  const order = layer.keys.order as readonly number[];
  for (const direction of DIRECTIONS) {
    for (const jacobian of evaluateLayer(graphOf(layer, direction)).jacobians) {
      for (const [i, rowPosition] of order.entries()) {
        for (const [j, position] of order.entries()) {
          const entry = jacobian[i * order.length + j]!;
          if (position > rowPosition) expect(entry).toBe(0);
          // Every earlier dimension matters: the masks remove nothing else.
          if (position < rowPosition) expect(entry).not.toBe(0);
        }
      }
    }
  }
});

test.each(some(({ context }) => context > 0))(
  '%s depends on the context in every transformed output',
  (_name, layer) => {
    const graph = graphOf(layer, 'forward');
    const context = [...graph.feeds.keys()].find((tensor) => inputName(tensor) === 'context')!;
    const definition = layerOfType(layer.type);
    const mask = (layer.keys.mask as readonly number[] | undefined) ?? definition.kept?.(layer.keys, layer.shape);
    for (let d = 0; d < sizeOf(layer.shape); d++) {
      const chosen = slice(reshape(graph.result.value, [BATCH, sizeOf(layer.shape)]), 1, d, d + 1);
      const [gradient] = gradients(sum(chosen), [context]);
      const size = gradient ? largest(evaluate([gradient], graph.feeds)[0]!.data) : 0;
      if (mask?.[d] === 1) expect(size).toBe(0);
      else expect(size).toBeGreaterThan(0);
    }
  },
);

test('the table has every layer and every step of a base that can be built, but dequantize, which is tested by itself', () => {
  const steps = baseDefinitions.flatMap(({ step }) => step ?? []);
  const built = [...layerDefinitions, ...steps].filter(({ build }) => build !== null).map(({ type }) => type);
  expect(new Set([...LAYER_CASES.map(({ type }) => type), 'dequantize'])).toEqual(new Set(built));
});
