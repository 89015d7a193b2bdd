/** The specs of docs/gallery.md: each shows what is told of it, by the figures of the command line and in the panels. */
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findingPlace, findingText } from '../../daemon/cli/terminal/finding-text.ts';
import { formatNats } from '../../daemon/cli/terminal/numbers.ts';
import { layerFindings } from '../../daemon/inspection/layer-findings.ts';
import type { PanelName } from '../../protocol/panel/panel-names.ts';
import { flowscope, train } from './command-line.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';
import { CHECKOUT } from './vsix.ts';

const DIVERGING = 'exploding-scale.flow.json';
const SOON = { timeout: 60_000 };

interface Inspected {
  readonly layers: readonly (Parameters<typeof layerFindings>[0][number] & { readonly cutNll: number })[];
  readonly total: { readonly mean: number };
}

interface Run {
  readonly name: string;
  readonly runDir: string;
  readonly status: string;
}

let opened: ViewBrowser;
let page: Page;
let errors: PageErrors;
const runs = new Map<string, Run>();

beforeAll(async () => {
  opened = await openViewBrowser('gallery');
  const gallery = join(opened.folder, 'gallery');
  // Not the runs of who tried them there.
  const filter = (path: string) => !path.includes('.flowscope');
  await cp(join(CHECKOUT, 'examples', 'gallery'), gallery, { recursive: true, filter });
  await opened.copyExample('letters.csv');
  const specs = (await readdir(gallery)).filter((name) => name.endsWith('.flow.json'));
  for (const spec of specs) expect([spec, await train(join(gallery, spec))]).toEqual([spec, spec !== DIVERGING]);
  const found = await flowscope<{ runs: readonly Run[] }>('runs', '--root', gallery);
  for (const run of found.runs) runs.set(run.name, run);
  const view = { viewport: { width: 1000, height: 700 }, colorScheme: 'light' } as const;
  page = await (await opened.browser.newContext(view)).newPage();
  errors = watchErrors(page);
  await page.goto((await opened.views.open(found.runs[0]!.runDir, '--panel', 'layers')).url);
}, 240_000);

afterAll(() => opened?.close());

/** Shows a run in a panel and keeps a picture of it. */
async function show(panel: PanelName, name: string, text: string): Promise<void> {
  await page.locator(`nav a[href="/${panel}"]`).click();
  await page.locator('fs-run-bar select').selectOption(runs.get(name)!.runDir);
  await page.getByText(text).first().waitFor(SOON);
  await page.waitForTimeout(300);
  await page.screenshot({ path: await pictureFile(`gallery-${name}-${panel}.png`), fullPage: true });
}

const inspect = (name: string) => flowscope<Inspected>('inspect', runs.get(name)!.runDir, '--checkpoint', 'latest');

/** What stands out, as `kind place`; the panel must say the same. */
async function findings(name: string): Promise<string[]> {
  const { layers, total } = await inspect(name);
  const found = layerFindings(layers);
  await show('layers', name, formatNats(total.mean));
  const said = await page.locator('.finding').allInnerTexts();
  expect(said.map((text) => text.split(':')[0])).toEqual(found.map(findingPlace));
  for (const [i, finding] of found.entries()) expect(said[i]).toContain(findingText(finding).text);
  return found.map((finding) => `${finding.kind} ${findingPlace(finding)}`);
}

const warnings = async (name: string) => {
  const { diagnostics } = await flowscope<{ diagnostics: readonly { code: string }[] }>(
    'check',
    join(opened.folder, 'gallery', `${name}.flow.json`),
  );
  return [...new Set(diagnostics.map(({ code }) => code))];
};

test('healthy: nothing stands out, every coupling gains', async () => {
  expect(await warnings('healthy')).toEqual([]);
  expect(await findings('healthy')).toEqual([]);
  const { layers } = await inspect('healthy');
  for (const { type, gain } of layers) if (type === 'spline-coupling') expect(gain).toBeGreaterThan(0.02);
  await show('density', 'healthy', 'Learned q(x)');
  await show('latent', 'healthy', 'Latents of held-out rows against the base');
});

test('dead layer: the same log|det| at every point', async () => {
  const found = await findings('dead-layer');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^dead /);
});

test('exploding scale: layers that are no longer undone', async () => {
  expect(await findings('exploding-scale')).toContainEqual(expect.stringMatching(/^inexact /));
  expect((await inspect('exploding-scale')).total.mean).toBeLessThan(-10);
  await show('training', 'exploding-scale', 'Gradient norm');
});

test('copied dimension: it is told of before the training, and the latents keep the shape of the data', async () => {
  expect(await warnings('copied-dimension')).toContain('never-transformed');
  await show('latent', 'copied-dimension', 'Latents of held-out rows against the base');
  await show('density', 'copied-dimension', 'Learned q(x)');
});

test('spline out of bound: points that no layer moves', async () => {
  expect(await findings('spline-out-of-bound')).toEqual(['outside-bound Layers 0–3']);
  await show('density', 'spline-out-of-bound', 'Learned q(x)');
});

test('large log-det without gain: volume that goes there and back', async () => {
  expect(await findings('large-logdet-no-gain')).toEqual(['cancelled Layers 0, 1']);
});

test('integers without dequantization: a density above every bound', async () => {
  expect(await warnings('integers')).toEqual(['discrete-data']);
  await findings('integers');
  // Of data on 16⁴ whole numbers the honest bound of a density is 1 for each: log q ≤ 0.
  expect((await inspect('integers')).total.mean).toBeGreaterThan(1);
  await show('samples', 'integers', 'Means and deviations');
});

test('nothing went wrong unseen', () => {
  expect(errors.all()).toEqual([]);
});
