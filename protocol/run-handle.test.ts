import { expect, test } from 'vitest';
import { runHandle, runHandles } from './run-handle.ts';

test.each([
  ['iris', 'iris-20261130T172818Z-710d', 'iris 710d'],
  ['my best', 'iris-20261130T172818Z-710d', 'my best 710d'],
  // Folders that the user named.
  ['iris', 'iris-wide', 'iris-wide'],
  ['iris', 'iris', 'iris'],
  ['iris', 'exp-7', 'iris exp-7'],
  ['iris', 'a-folder-with-a-long-name-of-the-learning-rate-0.001', 'iris a-folder-with-a-long-name-o…'],
])('%s in %s is %s', (name, id, handle) => {
  expect(runHandle({ name, id })).toBe(handle);
});

test('folders with the same beginning are told apart by their whole names', () => {
  const ids = ['sweep-of-the-learning-rate-with-0.001', 'sweep-of-the-learning-rate-with-0.01', 'other'];
  expect(runHandles(ids.map((id) => ({ name: 'iris', id })))).toEqual([ids[0], ids[1], 'iris other']);
});
