/** The specs of docs/gallery.md: the command line and the panels show what the page says about each. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GalleryPage, openGalleryPage } from './gallery-page.ts';
import { CHECKOUT } from './vsix.ts';

/** Each of them is trained as it stands. */
const TRAINING = 600_000;

let gallery: GalleryPage;

beforeAll(async () => {
  const files = await readdir(join(CHECKOUT, 'examples', 'gallery'));
  const specs = files.filter((file) => file.endsWith('.flow.json'));
  gallery = await openGalleryPage(specs.map((file) => file.replace('.flow.json', '')));
}, TRAINING);

afterAll(() => gallery?.close());

test('healthy: nothing stands out, every coupling gains', async () => {
  expect(await gallery.warnings('healthy')).toEqual([]);
  expect(await gallery.findings('healthy')).toEqual([]);
  const { layers } = await gallery.inspect('healthy');
  for (const { conditioned, gain } of layers) if (conditioned) expect(gain).toBeGreaterThan(0.02);
  await gallery.show('density', 'healthy', 'Learned q(x)');
  await gallery.show('latent', 'healthy', 'Latents against the base distribution');
});

test('dead layer: the same log|det| at every point', async () => {
  const found = await gallery.findings('dead-layer');
  expect(found[0]).toMatch(/^dead: Layers? [\d, –]+ (is|are) dead: /);
  expect(found).toContainEqual(expect.stringMatching(/^dead → mismatch: /));
});

test('exploding scale: layers that are no longer undone', async () => {
  const found = await gallery.findings('exploding-scale');
  expect(found[0]).toMatch(/^diverged: Training diverged after step \d+: log-scales reached the bound ±12$/);
  expect(found).toContainEqual(expect.stringMatching(/^diverged → inexact: /));
  expect((await gallery.inspect('exploding-scale')).total.mean).toBeLessThan(-10);
  expect(await gallery.showBest('exploding-scale')).toMatch(/^step \d+ ★$/);
  await gallery.show('training', 'exploding-scale', 'Gradient norm', 'log axis');
});

test('copied dimension: it is reported before training, and the latents keep the shape of the data', async () => {
  expect(await gallery.warnings('copied-dimension')).toContain('never-transformed');
  expect(await gallery.findings('copied-dimension')).toEqual([
    'copied: No layer transforms dimension 0 (x1) nonlinearly',
    expect.stringMatching(/^copied → mismatch: .* by 0\.1\d nats$/),
  ]);
  await gallery.show('latent', 'copied-dimension', 'Latents against the base distribution');
  await gallery.show('density', 'copied-dimension', 'Learned q(x)');
});

test('spline out of bound: points that no layer moves', async () => {
  expect(await gallery.findings('spline-out-of-bound')).toEqual([
    'outside-bound: Layers 0–3: the spline bound ±0.5 is too small',
    expect.stringMatching(/^outside-bound → worse-than-gaussian: Worse than a Gaussian by 0\.\d\d nats$/),
    expect.stringMatching(/^outside-bound → mismatch: /),
  ]);
  await gallery.show('density', 'spline-out-of-bound', 'Learned q(x)', 'log scale');
});

test('large log-det without gain: layers that cancel out', async () => {
  expect(await gallery.findings('large-logdet-no-gain')).toEqual([
    expect.stringMatching(/^cancelled: Layers 0, 1 largely cancel each other: \+\d\.\d\d and −\d\.\d\d nats, no gain$/),
  ]);
});

test('integers without dequantization: a density above every bound', async () => {
  expect(await gallery.warnings('integers')).toEqual(['discrete-data']);
  expect((await gallery.findings('integers'))[0]).toMatch(/^integers: 4 columns have integers without dequantization/);
  // Of data on 16⁴ whole numbers the honest bound of a density is 1 for each: log q ≤ 0.
  expect((await gallery.inspect('integers')).total.mean).toBeGreaterThan(1);
  await gallery.show('samples', 'integers', 'Means and deviations');
  const { best, said } = await gallery.compare('integers');
  expect(best).toEqual([expect.stringMatching(/^(healthy|large-logdet-no-gain)/)]);
  expect(said).toContain('not meaningful: integers');
});

test('nothing went wrong unseen', () => {
  expect(gallery.errors.all()).toEqual([]);
});
