/** Layers that depend on data or noise, and the accuracy of long loops. */
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { mean, square } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Scope } from '../definition.ts';
import type { LayerCase } from './layer-fixture.ts';
import { buildLayer, draw } from './layer-fixture.ts';

const layer = (type: string, keys: object, shape: readonly number[]): LayerCase => ({
  type,
  keys: keys as LayerCase['keys'],
  shape,
  context: 0,
  points: 'real',
  latents: 'real',
  identityAtStart: true,
});

const scopeOf = (parameters: Readonly<Record<string, Tensor>>, noise: NdArray | null = null): Scope => ({
  parameter: (name) => parameters[name]!,
  context: null,
  noise: () => constant(noise!.data, noise!.shape),
});

const asTensor = ({ data, shape }: NdArray) => constant(data, shape);

test.each([
  ['forward', [3]],
  ['forward', [2, 2, 3]],
  ['inverse', [3]],
  ['inverse', [2, 2, 3]],
] as const)('actnorm, %s, on %j: after the data pass, outputs have mean 0 and deviation 1', (direction, shape) => {
  const bijection = buildLayer(layer('actnorm', {}, shape));
  const x = asTensor(draw([500, ...shape], [5, 9], 'actnorm'));
  const start = bijection.initializeFromData!(x, direction);
  expect(Object.keys(start).sort()).toEqual(bijection.parameters.map(({ name }) => name).sort());
  const { value } = bijection[direction](x, scopeOf(start));
  const axes = shape.map((_, axis) => axis);
  const [average, variance, flag] = evaluate(
    [mean(value, axes), mean(square(value), axes), start.initialized!],
    new Map(),
  );
  for (const m of average!.data) expect(Math.abs(m)).toBeLessThan(1e-9);
  for (const v of variance!.data) expect(Math.abs(v - 1)).toBeLessThan(1e-5);
  expect([...flag!.data]).toEqual([1]);
});

test('a dimension that is constant up to rounding says nothing of its scale: actnorm only shifts it', () => {
  const bijection = buildLayer(layer('actnorm', { epsilon: 1e-6 }, [3]));
  const x = constant([7, 1, 1e6, 7, 2, 1e6 + 0.0625, 7, 4, 1e6], [3, 3]);
  const start = bijection.initializeFromData!(x, 'forward');
  const [average, logScale] = evaluate([start.mean!, start.logScale!], new Map());
  expect(average!.data[0]).toBe(7);
  expect(logScale!.data[0]).toBeCloseTo(0, 12);
  expect(logScale!.data[1]!).toBeCloseTo(-Math.log(Math.sqrt(14 / 9)), 5);
  expect(logScale!.data[2]).toBeCloseTo(0, 12);
});

test.each([1, 5, 8])(
  'dequantize with %i bits: integers come back, the log-det is −D·n·ln 2, z lies in [0, 1)',
  (bits) => {
    const levels = 2 ** bits;
    const shape = [2, 3, 1];
    const bijection = buildLayer(layer('dequantize', { bits }, shape));
    const stream = randomStream(4, 'pixels');
    const data = Float64Array.from({ length: 60 }, () => stream.integer(levels));
    data.set([0, levels - 1, levels - 1]);
    const noise = draw([10, ...shape], [0, 1], 'noise');
    // The smallest and largest values of a host generator.
    noise.data.set([0, 0, 1 - 2 ** -24]);
    const x = constant(data, [10, ...shape]);
    const { value, logDet } = bijection.forward(x, scopeOf({}, noise));
    const back = bijection.inverse(value, scopeOf({}));
    const [z, forward, again, inverse] = evaluate([value, logDet, back.value, back.logDet], new Map());
    expect(z!.data.every((v) => v >= 0 && Math.fround(v) < 1)).toBe(true);
    for (const [i, v] of z!.data.entries()) expect(Math.abs(v * levels - data[i]! - noise.data[i]!)).toBeLessThan(2e-5);
    expect(again!.data).toEqual(data);
    expect(forward!.data[0]!).toBeCloseTo(-sizeOf(shape) * bits * Math.LN2, 10);
    expect(inverse!.data[0]!).toBeCloseTo(sizeOf(shape) * bits * Math.LN2, 10);
  },
);

test('the inverse of a well-conditioned LU layer of 60 dimensions is accurate to the last digits', () => {
  const size = 60;
  const bijection = buildLayer(layer('linear', {}, [size]));
  const stream = randomStream(5, 'lu');
  const values = Object.fromEntries(
    bijection.parameters.map(({ name, shape }) => [
      name,
      constant(
        Float64Array.from({ length: sizeOf(shape) }, () => stream.normal() * 0.02),
        shape,
      ),
    ]),
  );
  const x = input('x', [7, size]);
  const points = draw([7, size], 'real', 'lu points');
  const { value } = bijection.forward(x, scopeOf(values));
  const [back] = evaluate([bijection.inverse(value, scopeOf(values)).value], new Map([[x, points]]));
  for (const [i, v] of back!.data.entries()) expect(Math.abs(v - points.data[i]!)).toBeLessThan(1e-13 * 100);
});

test('the share of coordinates outside a spline’s bound counts the transformed ones', () => {
  const bijection = buildLayer(layer('spline-coupling', { mask: [1, 0, 0], bound: 2 }, [3]));
  const share = bijection.outsideBound!(constant([9, 0, 0, 9, 3, 0, 0, -3, 3], [3, 3]));
  expect([...evaluate([share], new Map())[0]!.data]).toEqual([0, 0.5, 1]);
});
