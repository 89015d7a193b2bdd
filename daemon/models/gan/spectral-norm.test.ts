import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { sum } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import type { NdArray, Shape } from '../../tensor/tensor.ts';
import { spectrallyNormalized, spectralNorm } from './spectral-norm.ts';

/** Σ singular values·(left ⊗ right), with singular vectors that are rotated unit vectors. */
function withSingularValues([first, second]: readonly [number, number]): NdArray {
  const [a, b] = [0.4, 1.1];
  const left = [
    [Math.cos(a), Math.sin(a), 0],
    [-Math.sin(a), Math.cos(a), 0],
  ];
  const right = [
    [Math.cos(b), Math.sin(b)],
    [-Math.sin(b), Math.cos(b)],
  ];
  const data = Float64Array.from({ length: 6 }, (_, k) => {
    const [i, j] = [Math.floor(k / 2), k % 2];
    return first * left[0]![i]! * right[0]![j]! + second * left[1]![i]! * right[1]![j]!;
  });
  return { shape: [3, 2], data };
}

test('the estimate is the largest singular value, also of a kernel, and its gradient is left·rightᵀ', () => {
  for (const shape of [
    [3, 2],
    [3, 1, 1, 2],
  ] satisfies Shape[]) {
    const w = input('w', shape);
    const norm = spectralNorm(w);
    const feeds = new Map([[w, { ...withSingularValues([3, 0.5]), shape }]]);
    const [value, slope] = evaluate([norm, gradients(norm, [w])[0]!], feeds);
    expect(value!.data[0]!).toBeCloseTo(3, 10);
    const expected = withSingularValues([1, 0]).data;
    for (const [k, v] of slope!.data.entries()) expect(v).toBeCloseTo(expected[k]!, 5);
  }
});

test('the estimate is close for random weights, never too large, and zero weights stay zero', () => {
  const w = input('w', [40, 30]);
  const random = randomStream(1, 'weights');
  const data = Float64Array.from({ length: 1200 }, () => random.normal());
  const [value] = evaluate([spectralNorm(w)], new Map([[w, { shape: [40, 30], data }]]));
  // √40 + √30 is the largest singular value in expectation.
  expect(value!.data[0]!).toBeGreaterThan(0.85 * (Math.sqrt(40) + Math.sqrt(30)));
  expect(value!.data[0]!).toBeLessThan(1.1 * (Math.sqrt(40) + Math.sqrt(30)));
  const normalized = spectrallyNormalized([{ name: 'w', shape: [40, 30] }], new Map([['w', w]])).get('w')!;
  const [zero] = evaluate(
    [sum(normalized)],
    new Map([[w, { shape: [40, 30], data: new Float64Array(1200).map(() => 0) }]]),
  );
  expect(zero!.data[0]).toBe(0);
});

test('weights are divided by their norm; biases are not', () => {
  const [w, b] = [input('w', [3, 2]), input('b', [2])];
  const own = [
    { name: 'w', shape: w.shape },
    { name: 'b', shape: b.shape },
  ];
  const parameters = new Map([
    ['w', w],
    ['b', b],
  ]);
  const normalized = spectrallyNormalized(own, parameters);
  expect(normalized.get('b')).toBe(b);
  const [value] = evaluate([normalized.get('w')!], new Map([[w, withSingularValues([4, 1])]]));
  const expected = withSingularValues([1, 0.25]).data;
  for (const [k, v] of value!.data.entries()) expect(v).toBeCloseTo(expected[k]!, 6);
});
