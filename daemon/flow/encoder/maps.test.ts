import { expect, test } from 'vitest';
import { evaluate } from '../../tensor/evaluate.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { layerDefinitions } from '../bijections/registry.ts';
import { blockMeans, resized, squeezed } from './maps.ts';

const valuesOf = (x: Tensor) => [...evaluate([x], new Map())[0]!.data];

function ramp(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return constant(
    Array.from({ length }, (_, i) => i),
    shape,
  );
}

test('a smaller map has means over the area of each new pixel', () => {
  expect(valuesOf(resized(ramp([1, 4, 4, 1]), { height: 2, width: 2 }))).toEqual([2.5, 4.5, 10.5, 12.5]);
  // Three pixels in two: each new one covers one and a half.
  const [first, second] = valuesOf(resized(ramp([1, 1, 3, 1]), { height: 1, width: 2 }));
  expect(first).toBeCloseTo((0 + 0.5 * 1) / 1.5, 12);
  expect(second).toBeCloseTo((0.5 * 1 + 2) / 1.5, 12);
});

test('rows, columns and channels of a batch keep their places', () => {
  const map = resized(ramp([2, 2, 4, 3]), { height: 1, width: 2 });
  expect(map.shape).toEqual([2, 1, 2, 3]);
  // Rows 0 and 1 and two columns: 0, 3, 12, 15 for the first channel.
  expect(valuesOf(map).slice(0, 6)).toEqual([7.5, 8.5, 9.5, 13.5, 14.5, 15.5]);
  expect(valuesOf(map)[6]).toBe(24 + 7.5);
});

test('a larger map repeats pixels', () => {
  expect(valuesOf(resized(ramp([1, 1, 2, 1]), { height: 2, width: 4 }))).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
});

test('squeezing agrees with the squeeze layer, and block means with its blocks', () => {
  const x = ramp([2, 4, 6, 2]);
  const layer = layerDefinitions.find(({ type }) => type === 'squeeze')!;
  const built = layer.build!(layer.schema.parse({}), { inputShape: [4, 6, 2], contextSize: 0 });
  const scope = { parameter: () => x, context: null, noise: () => x };
  const mine = squeezed(x, { height: 2, width: 3 });
  expect(valuesOf(mine)).toEqual(valuesOf(built.forward(x, scope).value));
  expect(valuesOf(blockMeans(mine, 2))).toEqual(valuesOf(resized(x, { height: 2, width: 3 })));
});
