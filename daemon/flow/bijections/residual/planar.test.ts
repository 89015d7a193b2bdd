/** Planar and radial layers at the limits of invertibility, and how stacks of them start. */
import { expect, test } from 'vitest';
import { randomStream } from '../../../random/random-stream.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import type { Scope } from '../../definition.ts';
import { layerOfType } from '../registry.ts';
import { tanhRoot } from './tanh-root.ts';

/** Of a layer with these parameters: f, its log-det, g after f, and the log-det of g, at points x [n, D]. */
function there(type: string, size: number, values: Readonly<Record<string, readonly number[]>>, x: readonly number[]) {
  const bijection = layerOfType(type).build!({}, { inputShape: [size], contextSize: 0 });
  const scope: Scope = {
    parameter: (name) => constant(values[name]!, [values[name]!.length]),
    context: null,
    noise: () => {
      throw new Error('no noise');
    },
  };
  const forward = bijection.forward(constant(x, [x.length / size, size]), scope);
  const back = bijection.inverse(forward.value, scope);
  const results = evaluate([forward.value, forward.logDet, back.value, back.logDet], new Map());
  return results.map(({ data }) => [...data]) as [number[], number[], number[], number[]];
}

test.each([0.001, 0.02, 0.7, 1, 1.5, 40, 1e4, 1e6])('v + (%d − 1)·tanh v = y is solved for every y', (slope) => {
  const roots = [0, 1e-9, 1e-4, 0.03, 0.4, 1, 2, 7, 1e3, 1e7].flatMap((v) => [v, -v]);
  const y = roots.map((v) => v + (slope - 1) * Math.tanh(v));
  const found = evaluate([tanhRoot(constant(y, [y.length, 1]), constant([slope], [1, 1]))], new Map())[0]!.data;
  // Rounding of y moves v by its inverse slope.
  const rounding = 1e-15 * Math.max(1 / slope, slope);
  for (const [i, v] of found.entries()) expect(Math.abs(v - roots[i]!)).toBeLessThan(1e-12 * Math.abs(v) + rounding);
});

test.each([-1e3, -30, -1, 0, 5, 300])('planar: with wᵀu = %d the map still increases across the plane', (along) => {
  const w = [0.6, -0.8];
  // Across the plane, the point at distance s goes to a distance that depends on s alone.
  const distances = [-3, -0.5, -0.01, 0, 0.01, 0.5, 3];
  const x = distances.flatMap((s) => [s * 0.6 + 0.2 * 0.8, -s * 0.8 + 0.2 * 0.6]);
  const values = { w, u: [along * 0.6 + 2 * 0.8, -along * 0.8 + 2 * 0.6], b: [0] };
  const [z, logDet, back, backLogDet] = there('planar', 2, values, x);
  const moved = distances.map((_, i) => w[0]! * z[2 * i]! + w[1]! * z[2 * i + 1]!);
  for (let i = 1; i < moved.length; i++) expect(moved[i]!).toBeGreaterThan(moved[i - 1]!);
  // The least slope, that at 0, is 0.001 or more.
  expect(Math.min(...logDet)).toBeGreaterThan(Math.log(0.001) - 1e-9);
  if (along === -1e3) expect(logDet[3]!).toBeCloseTo(Math.log(0.001), 9);
  for (const [i, value] of back.entries()) expect(Math.abs(value - x[i]!)).toBeLessThan(1e-9);
  for (const [i, value] of backLogDet.entries()) expect(Math.abs(value + logDet[i]!)).toBeLessThan(1e-8);
});

test('planar: a w of 0, to which a context can shift it, moves all points alike', () => {
  const [z, logDet, back] = there('planar', 2, { w: [0, 0], u: [3, -4], b: [1] }, [1, 2]);
  expect(z[0]!).toBeCloseTo(1 + 3 * Math.tanh(1), 12);
  expect(z[1]!).toBeCloseTo(2 - 4 * Math.tanh(1), 12);
  expect(logDet[0]!).toBeCloseTo(0, 12);
  expect(back[0]!).toBeCloseTo(1, 12);
});

test.each([
  [-20, -20],
  [-20, 60],
  [30, -60],
  [0, 9],
])('radial: with a = %d and c = %d, the distance from the center increases, and the center stays', (a, c) => {
  const distances = [0, 1e-6, 0.01, 0.5, 3, 50];
  const x = distances.flatMap((r) => [1 + r * 0.6, -2 + r * 0.8]);
  const [z, logDet, back] = there('radial', 2, { center: [1, -2], a: [a], c: [c] }, x);
  const moved = distances.map((_, i) => Math.hypot(z[2 * i]! - 1, z[2 * i + 1]! + 2));
  expect(moved[0]!).toBe(0);
  for (let i = 1; i < moved.length; i++) expect(moved[i]!).toBeGreaterThan(moved[i - 1]!);
  expect(logDet.every(Number.isFinite)).toBe(true);
  for (const [i, value] of back.entries()) expect(Math.abs(value - x[i]!)).toBeLessThan(1e-9);
});

test.each([
  ['planar', ['w', 'b']],
  ['radial', ['center']],
] as const)('%s: layers of a stack start apart, or all of them would learn the same', (type, names) => {
  const { parameters } = layerOfType(type).build!({}, { inputShape: [3], contextSize: 0 });
  for (const name of names) {
    const { initialize } = parameters.find((spec) => spec.name === name)!;
    const [first, second] = [1, 2].map((layer) => initialize(randomStream(1, type, layer, name)));
    expect(first).not.toEqual(second);
  }
  const [w] = parameters;
  if (type === 'planar') expect(Math.hypot(...w!.initialize(randomStream(7, 'w')))).toBeCloseTo(1, 6);
});
