import { expect, test } from 'vitest';
import { randomStream } from '../../../random/random-stream.ts';
import { evaluate } from '../../../tensor/evaluate.ts';
import { topologicalOrder } from '../../../tensor/graph.ts';
import { conv2d, conv2dOp } from '../../../tensor/ops/conv2d.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import { applies, sizeOf } from '../../../tensor/tensor.ts';
import { convolutionsAsProducts } from './convolutions-as-products.ts';

const convolved = (images: Shape, weights: Shape) => {
  const [x, w] = [input('x', images), input('w', weights)];
  const stream = randomStream(3, `${weights}`);
  const values = (shape: Shape) => ({
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => stream.normal()),
  });
  return { y: conv2d(x, w), feeds: new Map([x, w].map((own) => [own, values(own.shape)])) };
};
const convolutions = (y: ReturnType<typeof convolved>['y']) =>
  topologicalOrder([y]).filter((node) => applies(node, conv2dOp)).length;

test.each([
  [3, 3, 6, 4],
  [3, 1, 2, 3],
  [1, 5, 4, 4],
  [5, 3, 1, 2],
])('a convolution with weights [%i, %i, %i, %i] as a product gives the same', (rows, columns, inputs, outputs) => {
  const { y, feeds } = convolved([2, 4, 3, inputs], [rows, columns, inputs, outputs]);
  const [product] = convolutionsAsProducts([y]);
  expect(convolutions(product!)).toBe(0);
  const [exact, actual] = [evaluate([y], feeds)[0]!, evaluate([product!], feeds)[0]!];
  expect(actual.shape).toEqual(exact.shape);
  for (const [i, v] of actual.data.entries()) expect(v).toBeCloseTo(exact.data[i]!, 12);
});

test('those that do not become a Conv stay', () => {
  for (const weights of [
    [1, 1, 3, 4],
    [3, 3, 8, 2],
  ]) {
    const { y } = convolved([1, 3, 3, weights[2]!], weights);
    expect(convolutions(convolutionsAsProducts([y])[0]!)).toBe(1);
  }
});
