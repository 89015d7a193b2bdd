/** The only unit test that loads an element: files of a worker share its registry, which takes a name once. */
import { nothing } from 'lit';
import { expect, test } from 'vitest';
import { fetchGivenImages, givenImages } from './given-images.ts';

const REFERENCE = { array: 7, dtype: 'uint8' as const, shape: [1, 2, 1], bytes: 2 };

test('each condition image has its own shape; without any, nothing is shown', async () => {
  const host = { fetchArray: async () => Uint8Array.of(10, 20) };
  const { signal } = new AbortController();
  const given = await fetchGivenImages(host, [{ name: 'crop', pixels: REFERENCE }], signal);
  expect(given).toEqual([
    { name: 'crop', images: { pixels: Uint8Array.of(10, 20), n: 1, height: 1, width: 2, channels: 1 } },
  ]);
  expect(givenImages(given)).not.toBe(nothing);
  expect(await fetchGivenImages(host, undefined, signal)).toEqual([]);
  expect(givenImages([])).toBe(nothing);
});
