import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeSession } from '../runs/testing/fake-session.ts';
import { bytesOf, offered } from './answer-arrays.ts';
import { createAnswerCache } from './answer-cache.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = (length: number) => ({
  n: length,
  values: { dtype: 'float64', shape: [length], values: new Float64Array(length) },
});

test('the least recently used answers make room; one that is too large is not kept', () => {
  const cache = createAnswerCache({ bytes: 3000, lifetime: 1000 });
  for (const key of ['a', 'b']) cache.set(key, answer(100));
  expect(cache.get('a')).not.toBeNull();
  cache.set('c', answer(150));
  cache.set('d', answer(1000));
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== null)).toEqual(['a', 'c']);
  expect(cache.bytes).toBeLessThanOrEqual(3000);
  expect(cache.bytes).toBeGreaterThan(2000);
  cache.set('a', answer(1));
  expect(cache.bytes).toBeLessThan(2000);
});

test('everything goes when nobody asks for a while', () => {
  const cache = createAnswerCache({ bytes: 3000, lifetime: 1000 });
  cache.set('a', answer(10));
  vi.advanceTimersByTime(900);
  expect(cache.get('a')).not.toBeNull();
  vi.advanceTimersByTime(900);
  expect(cache.get('a')).not.toBeNull();
  vi.advanceTimersByTime(1100);
  expect(cache.get('a')).toBeNull();
  expect(cache.bytes).toBe(0);
});

test('arrays become references wherever they stand, and what is not finite null', () => {
  const session = fakeSession([]);
  const values = Float32Array.of(1, Number.NaN);
  const given = {
    mean: Number.NaN,
    deep: [{ z: { dtype: 'float32', shape: [2], values } }, null, 'text', true],
    values: [1, -Infinity],
  };
  expect(offered(given, session, new AbortController().signal)).toEqual({
    mean: null,
    deep: [{ z: { array: 1, dtype: 'float32', shape: [2], bytes: 8 } }, null, 'text', true],
    values: [1, null],
  });
  expect(session.arrays.get(1)!.values).toBe(values);
  expect(bytesOf(given)).toBeGreaterThan(100);
});
