import { expect, test } from 'vitest';
import { mayStart } from './capacity.ts';

const GIB = 2 ** 30;

test('cores and memory bound the trainings; the first always begins', () => {
  const machine = { cores: 4, availableMemory: 8 * GIB };
  expect(mayStart([], 16, { cores: 1, availableMemory: 0 }, null)).toBe(true);
  expect(mayStart([1, 1], 2, machine, null)).toBe(true);
  expect(mayStart([1, 1], 3, machine, null)).toBe(false);
  expect(mayStart([1], 1, { ...machine, availableMemory: GIB / 4 }, null)).toBe(false);
});

test('a limit of the user decides instead', () => {
  const machine = { cores: 1, availableMemory: 0 };
  expect(mayStart([1, 1], 4, machine, 3)).toBe(true);
  expect(mayStart([1, 1, 1], 1, { cores: 64, availableMemory: 64 * GIB }, 3)).toBe(false);
});
