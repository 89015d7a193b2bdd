/** Mixture-CDF couplings: start values, the inverse in float32, and components far apart. */
import { describe, expect, test } from 'vitest';
import { cpuRuntime } from '../../../runtime/onnxruntime/cpu-runtime.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { constant, input } from '../../../tensor/ops/leaf.ts';
import type { LayerCase } from '../layer-fixture.ts';
import { BATCH, draw, evaluateLayer, layerGraph } from '../layer-fixture.ts';
import { mixtureCdfTransform } from './mixture-cdf-transform.ts';

const layer = (type: string, keys: LayerCase['keys'], shape: readonly number[]): LayerCase => ({
  type,
  keys,
  shape,
  context: 0,
  points: 'real',
  latents: 'real',
  identityAtStart: false,
});

describe('mixture-cdf-coupling', () => {
  const coupling = (components: number) =>
    layer('mixture-cdf-coupling', { mask: [1, 0, 0], conditioner: { type: 'mlp', hidden: [4] }, components }, [3]);

  test.each([1, 2, 4, 8, 64])('with %i components it starts near the identity', (components) => {
    const points = draw([BATCH, 3], [-8, 8], 'points');
    const { value, logDet } = evaluateLayer(
      layerGraph(coupling(components), 'forward', { parameters: 'start', points }),
    );
    // Two coordinates move.
    expect(Math.max(...logDet.map(Math.abs))).toBeLessThan(2 * 0.1);
    for (const [i, z] of value.data.entries()) expect(Math.abs(z - points.data[i]!)).toBeLessThan(0.8);
    if (components === 1) expect(Math.max(...logDet.map(Math.abs))).toBeLessThan(1e-12);
  });

  test.each([
    ['near the start', 1],
    ['with components far apart', 40],
  ])('%s, its inverse is exact, also in float32', async (_name, stretch) => {
    const flow = coupling(4);
    const points = draw([BATCH, 3], 'real', 'points');
    const graph = (direction: 'forward' | 'inverse', from: typeof points) => {
      const made = layerGraph(flow, direction, { parameters: 'random', points: from });
      const feeds = new Map(made.feeds);
      for (const [name, tensor] of made.parameters) {
        const { shape, data } = feeds.get(tensor)!;
        if (name.startsWith('conditioner.layer1')) feeds.set(tensor, { shape, data: data.map((v) => v * stretch) });
      }
      return { ...made, feeds };
    };
    const forward = graph('forward', points);
    const { value } = evaluateLayer(forward);
    const back = evaluateLayer(graph('inverse', value));
    for (const [i, x] of back.value.data.entries()) expect(Math.abs(x - points.data[i]!)).toBeLessThan(1e-8);

    const inverse = graph('inverse', value);
    const inputs = [...inverse.feeds.keys()].map((tensor, i) => ({ name: `x${i}`, tensor }));
    const compiled = await cpuRuntime({ threads: 1 }).compile({
      inputs,
      outputs: [{ name: 'y', tensor: inverse.result.value }],
    });
    const feeds = inputs.map(({ name, tensor }) => [name, Float32Array.from(inverse.feeds.get(tensor)!.data)] as const);
    const { y } = await compiled.run(Object.fromEntries(feeds));
    await compiled.dispose();
    const single = { shape: points.shape, data: Float64Array.from(y!) };
    for (const [i, z] of evaluateLayer(graph('forward', single)).value.data.entries()) {
      expect(Math.abs(z - value.data[i]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value.data[i]!)));
    }
  });
});

describe('two components far apart', () => {
  const transform = mixtureCdfTransform({ components: 2, scaleBound: 3 });

  /** Value and log-derivative of one coordinate at `points`, in float64 and in float32. */
  async function both(direction: 'forward' | 'inverse', means: number, logScale: number, points: readonly number[]) {
    const parameters = [0, 0, -means, means, logScale, logScale, 0, 0];
    const size = points.length;
    const x = input('x', [size, 1]);
    const all = constant(
      points.flatMap(() => parameters),
      [size, parameters.length],
    );
    const { value, logDerivative } = transform[direction](x, all);
    const exact = evaluate(
      [value, logDerivative!],
      new Map([[x, { shape: [size, 1], data: Float64Array.from(points) }]]),
    );
    const compiled = await cpuRuntime({ threads: 1 }).compile({
      inputs: [{ name: 'x', tensor: x }],
      outputs: [
        { name: 'value', tensor: value },
        { name: 'slope', tensor: logDerivative! },
      ],
    });
    const single = await compiled.run({ x: Float32Array.from(points) });
    await compiled.dispose();
    return { exact: exact.map(({ data }) => [...data]), single: [[...single.value!], [...single.slope!]] };
  }

  test('in the gap the slope is ε, and float32 finds the point again', async () => {
    const points = [-40, 0.125, 25];
    const forward = await both('forward', 80, -3, points);
    for (const slope of forward.exact[1]!) expect(slope).toBeCloseTo(Math.log(1e-3), 6);
    const back = await both('inverse', 80, -3, forward.exact[0]!.map(Math.fround));
    for (const [i, x] of back.single[0]!.entries()) expect(Math.abs(x - points[i]!)).toBeLessThan(0.01);
    for (const slope of back.single[1]!) expect(slope).toBeCloseTo(-Math.log(1e-3), 4);
  });

  test('inside a narrow component far from 0, float32 gives the slope of the inverse', async () => {
    const targets = [-1.25, -0.75, 0.75, 1.25];
    const { exact, single } = await both('inverse', 500, -7, targets);
    // Between neighboring float32 numbers near 100, the slope changes by up to 1 %.
    for (const [i, slope] of single[1]!.entries()) expect(Math.abs(slope - exact[1]![i]!)).toBeLessThan(1e-5);
  });
});
