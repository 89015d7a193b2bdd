import { expect, test } from 'vitest';
import { createRecent } from './recent.ts';

test('keeps what was used last, within number and size', async () => {
  const made: string[] = [];
  const recent = createRecent<string>({ most: 3, bytes: 10, sizeOf: (value) => value.length });
  const get = (key: string, value = key) =>
    recent.get(key, async () => {
      made.push(key);
      return value;
    });
  for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(key);
  // 'd' replaced 'b', which was least recently used, and 'b' then replaced 'c'.
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
  await get('large', 'x'.repeat(20));
  expect(await get('large', 'never made')).toHaveLength(20);
  await get('a');
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b', 'large', 'a']);
});

test('what fails is not kept', async () => {
  const recent = createRecent<number>({ most: 2 });
  await expect(recent.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await recent.get('a', async () => 1)).toBe(1);
});
