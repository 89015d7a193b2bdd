import { expect, test } from 'vitest';
import { mayStart } from './capacity.ts';

const GIB = 2 ** 30;

test('cores, memory and the limit bound how many runs train; the first always starts', () => {
  const machine = { cores: 4, availableMemory: 8 * GIB };
  expect(mayStart([], 16, { cores: 1, availableMemory: 0 }, 1)).toBe(true);
  expect(mayStart([1, 1], 2, machine, null)).toBe(true);
  expect(mayStart([1, 1, 1, 1], 1, machine, null)).toBe(false);
  expect(mayStart([1, 1], 3, machine, 4)).toBe(false);
  expect(mayStart([1, 1], 1, machine, 2)).toBe(false);
  expect(mayStart([1], 1, { ...machine, availableMemory: GIB / 4 }, 4)).toBe(false);
});

test('a user may allow more runs than cores', () => {
  const machine = { cores: 1, availableMemory: 8 * GIB };
  expect(mayStart([1, 1], 1, machine, 3)).toBe(true);
  expect(mayStart([1, 1, 1], 1, machine, 3)).toBe(false);
});
