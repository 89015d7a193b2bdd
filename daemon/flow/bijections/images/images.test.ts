/** What the table of layers does not say of image layers: order of channels, start values, accuracy of inverses. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../tensor/evaluate.ts';
import { gradients } from '../../../tensor/gradients.ts';
import { sum } from '../../../tensor/ops/arithmetic.ts';
import { constant, inputName } from '../../../tensor/ops/leaf.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Scope } from '../../definition.ts';
import type { LayerCase, LayerGraph } from '../layer-fixture.ts';
import { BATCH, buildLayer, draw, evaluateLayer, layerGraph, logAbsDeterminant } from '../layer-fixture.ts';

const REAL = { points: 'real', latents: 'real', identityAtStart: false } as const;
const layer = (type: string, keys: LayerCase['keys'], shape: readonly number[]): LayerCase => ({
  type,
  keys,
  shape,
  context: 0,
  ...REAL,
});

const NO_SCOPE: Scope = {
  parameter: (name) => {
    throw new Error(`no parameter '${name}'`);
  },
  context: null,
  noise: () => {
    throw new Error('no noise');
  },
};

test('squeeze: channel c·4 + dy·2 + dx of a pixel is channel c of the pixel dy, dx of its block', () => {
  // Row 0: pixels (0, 100), (1, 101), (2, 102), (3, 103); row 1: (4, 104) … (7, 107).
  const image = Array.from({ length: 8 }, (_, pixel) => [pixel, 100 + pixel]).flat();
  const squeeze = buildLayer(layer('squeeze', {}, [2, 4, 2]));
  const { value } = squeeze.forward(constant(image, [1, 2, 4, 2]), NO_SCOPE);
  expect(value.shape).toEqual([1, 1, 2, 8]);
  const [squeezed] = evaluate([value], new Map());
  expect([...squeezed!.data]).toEqual([0, 1, 4, 5, 100, 101, 104, 105, 2, 3, 6, 7, 102, 103, 106, 107]);
});

describe.each(['lu', 'plain'])('conv1x1 of kind %s at the start', (kind) => {
  const mixing = layer('conv1x1', { kind }, [1, 2, 5]);
  const points = draw([BATCH, 1, 2, 5], 'real', 'points');
  const { value, logDet, jacobians } = evaluateLayer(layerGraph(mixing, 'forward', { parameters: 'start', points }));

  test('preserves the length of every pixel and the volume', () => {
    for (let pixel = 0; pixel < 2 * BATCH; pixel++) {
      const length = (data: Float64Array) => Math.hypot(...data.subarray(pixel * 5, (pixel + 1) * 5));
      expect(length(value.data)).toBeCloseTo(length(points.data), 5);
    }
    expect(Math.max(...logDet.map(Math.abs))).toBeLessThan(1e-5);
  });

  test('mixes all channels, but not pixels', () => {
    const [jacobian] = jacobians;
    for (let row = 0; row < 10; row++) {
      for (let column = 0; column < 10; column++) {
        const samePixel = Math.floor(row / 5) === Math.floor(column / 5);
        expect(jacobian![row * 10 + column] !== 0).toBe(samePixel);
      }
    }
  });
});

test('a nearly singular plain matrix has the log-det of its Jacobian, and is inverted accurately', () => {
  const mixing = layer('conv1x1', { kind: 'plain' }, [1, 1, 3]);
  const points = draw([BATCH, 1, 1, 3], 'real', 'points');
  const nearly = { shape: [3, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9 + 1e-6) };
  const at = (direction: 'forward' | 'inverse', from: typeof points) => {
    const graph = layerGraph(mixing, direction, { parameters: 'start', points: from });
    return evaluateLayer({ ...graph, feeds: new Map(graph.feeds).set(graph.parameters.get('weight')!, nearly) });
  };
  const { value, logDet, jacobians } = at('forward', points);
  for (const [b, jacobian] of jacobians.entries()) {
    expect(Math.abs(logDet[b]! - logAbsDeterminant(jacobian))).toBeLessThan(1e-7);
  }
  for (const [i, x] of at('inverse', value).value.data.entries()) expect(x).toBeCloseTo(points.data[i]!, 6);
});

test('with an image network, a mask keeps whole channels or whole pixels', () => {
  const conditioner = { type: 'convnet', channels: 2 };
  const build = (mask: readonly number[]) => buildLayer(layer('affine-coupling', { mask, conditioner }, [1, 2, 2]));
  expect(build([1, 0, 1, 0]).parameters[0]!.shape).toEqual([3, 3, 1, 2]);
  expect(build([1, 1, 0, 0]).parameters[0]!.shape).toEqual([3, 3, 2, 2]);
  expect(() => build([1, 0, 0, 1])).toThrow(/whole channels or whole pixels/);
});

describe.each([
  ['an image', [2, 3, 1], { type: 'conv-resnet', channels: 4, blocks: 1, activation: 'silu' }],
  ['a vector', [5], { type: 'resnet', hidden: 6, blocks: 1, activation: 'silu' }],
] as const)('learned noise of %s', (_name, shape, conditioner) => {
  const dequantize = layer('dequantize', { kind: 'variational', bits: 3, conditioner }, shape);
  const size = sizeOf(shape);
  const whole = { shape: [BATCH, ...shape], data: draw([BATCH, ...shape], [0, 8], 'pixels').data.map(Math.floor) };
  const graph = (parameters: 'start' | 'random') => layerGraph(dequantize, 'forward', { parameters, points: whole });
  const uniformOf = ({ feeds }: LayerGraph) => [...feeds.keys()].find((tensor) => inputName(tensor) === 'noise')!;

  test('is uniform at the start', () => {
    const made = graph('start');
    const uniform = made.feeds.get(uniformOf(made))!;
    const [value, noise] = evaluate([made.result.value, made.result.noise!], made.feeds);
    for (const [i, z] of value!.data.entries()) expect(8 * z - whole.data[i]!).toBeCloseTo(uniform.data[i]!, 12);
    expect(Math.max(...noise!.data.map(Math.abs))).toBeLessThan(1e-12);
  });

  test('has the density of its map from uniform noise, gives gradients, and the pixels come back', () => {
    const made = graph('random');
    // The map of the noise is invertible too, and the pixels do not change its volume.
    const { value, logDet, jacobians } = evaluateLayer({ ...made, x: uniformOf(made) });
    for (const [b, jacobian] of jacobians.entries()) expect(logDet[b]).toBeCloseTo(logAbsDeterminant(jacobian), 10);
    const own = evaluateLayer(made);
    const [noise] = evaluate([made.result.noise!], made.feeds);
    for (const [b, jacobian] of own.jacobians.entries()) {
      expect(own.logDet[b]! - noise!.data[b]!).toBeCloseTo(logAbsDeterminant(jacobian), 10);
      expect(own.logDet[b]! - noise!.data[b]!).toBeCloseTo(-size * 3 * Math.LN2, 10);
    }
    const found = gradients(sum(made.result.logDet), [...made.parameters.values()]);
    expect(found.every((gradient) => gradient !== null)).toBe(true);
    const back = layerGraph(dequantize, 'inverse', { parameters: 'random', points: value });
    expect([...evaluate([back.result.value], back.feeds)[0]!.data]).toEqual([...whole.data]);
  });
});
