import { expect, test } from 'vitest';
import { chunkSize } from './chunk-size.ts';

/** Runs chunks of steps that take `seconds` each; returns their sizes. */
function sizes(seconds: number, chunks: number, limit = 1e9): number[] {
  const size = chunkSize(limit);
  return Array.from({ length: chunks }, () => {
    const { current } = size;
    size.measured(current, current * seconds);
    return current;
  });
}

test('the first chunk is one step, growth is bounded, and a chunk settles at a sixth of a second', () => {
  const steps = sizes(0.001, 8);
  expect(steps.slice(0, 3)).toEqual([1, 8, 64]);
  expect(steps.at(-1)! * 0.001).toBeCloseTo(0.16, 2);
});

test('a step that lasts longer than a chunk should is a chunk of its own', () => {
  expect(sizes(3, 4)).toEqual([1, 1, 1, 1]);
});

test('a machine that becomes slow gets smaller chunks at once', () => {
  const size = chunkSize(1e9);
  for (let i = 0; i < 6; i++) size.measured(size.current, size.current * 0.001);
  size.measured(size.current, size.current * 0.1);
  expect(size.current).toBe(2);
});

test('noise and indices bound a chunk, and so does the largest chunk', () => {
  expect(sizes(1e-5, 8, 50).at(-1)).toBe(50);
  expect(sizes(1e-9, 12).at(-1)).toBe(20_000);
  // A clock that did not move.
  expect(sizes(0, 12).at(-1)).toBe(20_000);
});
