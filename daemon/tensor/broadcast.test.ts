import { expect, test } from 'vitest';
import { broadcastShapes, broadcastStrides, forEachIndex, mapBroadcast } from './broadcast.ts';
import type { Shape } from './tensor.ts';
import { sizeOf } from './tensor.ts';

const counting = (shape: Shape) => ({ shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1) });

test.each<[Shape, Shape]>([
  [[], []],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[2, 3], [3]],
  [
    [2, 1],
    [2, 3],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [4, 1, 3, 1],
    [2, 1, 5],
  ],
  [
    [2, 3, 1, 1],
    [2, 3, 4, 1],
  ],
  [[1, 1], [1]],
  [[2, 0, 3], [3]],
])('[%s] and [%s]: each element is that of its indices', (a, b) => {
  const [x, y] = [counting(a), counting(b)];
  const shape = broadcastShapes(a, b);
  const wanted: number[] = [];
  const strides = [broadcastStrides(a, shape), broadcastStrides(b, shape)];
  forEachIndex(shape, strides, (_, [i, j]) => wanted.push(1000 * x.data[i!]! + y.data[j!]!));
  const found = mapBroadcast(x, y, (p, q) => 1000 * p + q);
  expect(found.shape).toEqual(shape);
  expect([...found.data]).toEqual(wanted);
});
