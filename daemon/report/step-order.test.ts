import { expect, test } from 'vitest';
import { stepOrder } from './step-order.ts';

test('every beginning of the order is spread over the run', () => {
  const steps = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  const order = stepOrder([...steps, 64, 1], [128, 256]);
  expect(order.slice(0, 3)).toEqual([128, 256, 1]);
  expect([...order].sort((a, b) => a - b)).toEqual(steps);
  // Places among the steps: no gap is much wider than the others.
  for (let n = 4; n <= order.length; n++) {
    const places = order
      .slice(0, n)
      .map((step) => steps.indexOf(step))
      .sort((a, b) => a - b);
    const gaps = places.slice(1).map((place, i) => place - places[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil((2 * steps.length) / (n - 2)));
  }
});

test('few steps, and none', () => {
  expect(stepOrder([], [3])).toEqual([]);
  expect(stepOrder([7], [7])).toEqual([7]);
  expect(stepOrder([7, 9], [9])).toEqual([9, 7]);
});
