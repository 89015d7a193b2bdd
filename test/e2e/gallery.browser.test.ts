/** One spec of docs/gallery.md: what its layers show is found by the command line and in the panel. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GalleryPage, openGalleryPage } from './gallery-page.ts';

let gallery: GalleryPage;

beforeAll(async () => {
  gallery = await openGalleryPage(['dead-layer']);
});

afterAll(() => gallery?.close());

test('dead layer: the same log|det| at every point', async () => {
  const found = await gallery.findings('dead-layer');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^dead /);
});

test('nothing went wrong unseen', () => {
  expect(gallery.errors.all()).toEqual([]);
});
