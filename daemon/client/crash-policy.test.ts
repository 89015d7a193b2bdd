import { expect, test } from 'vitest';
import { crashPolicy } from './crash-policy.ts';

test('four losses within the window are mended, the fifth is for the user; old ones do not count', () => {
  let time = 0;
  const policy = crashPolicy(4, 1000, () => time);
  expect([1, 2, 3, 4, 5].map(() => policy.mayReconnect())).toEqual([true, true, true, true, false]);
  time = 1000;
  expect(policy.mayReconnect()).toBe(true);
  time = 1500;
  expect([1, 2, 3, 4].map(() => policy.mayReconnect())).toEqual([true, true, true, false]);
  policy.reset();
  expect(policy.mayReconnect()).toBe(true);
});
