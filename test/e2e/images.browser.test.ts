/** The panels of a flow of images, with a daemon behind them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import { formatNats } from '../../daemon/format/numbers.ts';
import { finishedRun } from '../../daemon/testing/finished-run.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { bundlePanel, openHosted } from './fake-host.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture, THEMES } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

let opened: ViewBrowser;
let images: string;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('images', sharedBrowser());
  const digits = join(opened.folder, 'images.flow.json');
  await writeFile(digits, imageSpec());
  images = await copyRun(inject('trained').images, digits);
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
});

afterAll(() => opened?.close());

async function show(panel: string): Promise<void> {
  const { url } = await opened.views.open(images, '--panel', panel);
  await page.goto(url);
}

test('the ledger turns nats into the bits/dim of the command line', async () => {
  await show('layers');
  const ledger = page.locator('#ledger');
  await ledger.waitFor(SOON);
  const { bitsPerDim } = await flowscope<{ bitsPerDim: { mean: number } }>('evaluate', images);
  const rows = await ledger.locator('tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split('\t')[0])).toEqual(['NLL of the flow', '+ dequantize', '= NLL']);
  expect(rows[1]).toContain('8.0000');
  expect(rows[2]).toContain(formatNats(bitsPerDim.mean));
  await keepPicture(page, 'image-ledger');
});

test('a layer whose values have outliers shows the bulk of them, and counts the others', async () => {
  await show('layers');
  await page.locator('fs-waterfall g.term').last().click();
  const detail = page.locator('fs-layer-detail');
  await detail.locator('fs-histogram svg').waitFor(SOON);
  await detail
    .getByText(/^Not in the picture: [\d.]+ % of the output values, [\d\u202f]+ below −.* and /)
    .waitFor(SOON);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia(THEMES[theme]);
    await keepPicture(page, `image-layer-${theme}`);
  }
});

test('runs of images are compared in bits/dim, with nats below', async () => {
  await show('compare');
  const nll = page.locator('.figures td[data-name="best NLL, bits/dim"]');
  await nll.waitFor(SOON);
  const { logLikelihood, bitsPerDim } = await flowscope<{
    logLikelihood: { mean: number };
    bitsPerDim: { mean: number };
  }>('evaluate', images, '--checkpoint', 'best');
  expect(await nll.locator('.whole').textContent()).toContain(`${formatNats(bitsPerDim.mean)} ±`);
  expect(await nll.textContent()).toContain(`${formatNats(-logLikelihood.mean)} nats`);
  await page.getByRole('heading', { name: 'Validation NLL, bits/dim' }).waitFor(SOON);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia(THEMES[theme]);
    await keepPicture(page, `image-compare-${theme}`);
  }
  await page.locator('vscode-checkbox[label="bits/dim"]').click();
  await page.locator('.figures td[data-name="best NLL, nats"]').getByText('bits/dim').waitFor(SOON);
});

test('the curves of images are in bits/dim, and in nats on demand', async () => {
  await show('training');
  const flag = page.locator('vscode-checkbox[label="bits/dim"]');
  await page.getByRole('heading', { name: /bits\/dim/ }).waitFor(SOON);
  await flag.click();
  await page.getByRole('heading', { name: /nats/ }).waitFor(SOON);
});

test('a sample is enlarged by the keyboard, with its label, its log q and its pixels', async () => {
  await show('samples');
  const grid = page.locator('fs-image-grid').first();
  await grid.locator('canvas').waitFor(SOON);
  await grid.locator('canvas').press('ArrowRight');
  await page.keyboard.press('Enter');
  const dialog = page.locator('fs-enlarged-image dialog');
  await dialog.getByText(/^Sample 0 · label \d$/).waitFor(SOON);
  await dialog.getByText(/log q\(x\) = −?\d+\.\d+ nats/).waitFor(SOON);
  await dialog.locator('canvas').focus();
  await page.keyboard.press('ArrowDown');
  await dialog.getByText(/row 0, column 0: \d+/).waitFor(SOON);
  await page.keyboard.press('ArrowRight');
  await dialog.getByText(/row 0, column 1: \d+/).waitFor(SOON);
  await dialog.locator('canvas').hover();
  await dialog.getByText(/row 1[34], column 1[34]: \d+/).waitFor(SOON);
  await keepPicture(page, 'sample-enlarged');
  expect(errors.all()).toEqual([]);
});

test('every value of the label has a line of samples with its name, also in the file', async () => {
  await show('samples');
  const grid = page.locator('fs-image-grid.samples');
  await grid.locator('canvas').waitFor(SOON);
  const label = page.locator('main select').last();
  await label.selectOption({ label: 'every value' });
  await grid.locator('.labels span').first().waitFor(SOON);
  expect(await grid.locator('.labels span').allTextContents()).toEqual(
    Array.from({ length: 10 }, (_, digit) => `label ${digit}`),
  );
  // As many for each, and the mean and the deviation of the line.
  await page.getByRole('heading', { name: '70 samples' }).waitFor(SOON);
  await page.getByText('Each line: samples given one value of label.').waitFor(SOON);
  const dialog = page.locator('fs-enlarged-image dialog');
  // The second line, its first sample: the cursor begins at the first image.
  await grid.locator('canvas').press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByText('Sample 7 · label 1').waitFor(SOON);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Nearest training images' }).click();
  await page.locator('.pairs figure').first().waitFor(SOON);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia(THEMES[theme]);
    await keepPicture(page, `samples-every-value-${theme}`);
  }
  const canvas = await grid.locator('canvas').evaluate((found) => Number((found as { width?: number }).width));
  const downloading = page.waitForEvent('download');
  await page.locator('vscode-toolbar-button[title="Export the samples as PNG"]').click();
  const file = await pictureFile('samples-every-value-saved.png');
  await (await downloading).saveAs(file);
  expect(decode(await readFile(file)).width).toBeGreaterThan(canvas);
  await label.selectOption({ label: '3' });
  await page.getByRole('heading', { name: '64 samples' }).waitFor(SOON);
  expect(await grid.locator('.labels').count()).toBe(0);
  expect(errors.all()).toEqual([]);
});

test('an interpolation keeps the context of its start, or blends both', async () => {
  await show('latent');
  const section = page.locator('section', { has: page.getByText('Interpolation between two held-out rows') }).last();
  const context = section.locator('label', { hasText: 'context' }).locator('select');
  await section.getByText('The context changes, too').waitFor(SOON);
  expect(await context.locator('option:checked').textContent()).toBe('blended');
  await context.selectOption({ label: 'fixed' });
  const row = await section.locator('label', { hasText: 'from row' }).locator('input').inputValue();
  await section.getByText(`All points have the context of held-out row ${row}`).waitFor(SOON);
  await context.selectOption({ label: 'blended' });
  await section.getByText('The context changes, too').waitFor(SOON);
  expect(errors.all()).toEqual([]);
});

test('a panel that waits for images which are decoded says how many are', async () => {
  const script = await bundlePanel('samples');
  const run = finishedRun(1);
  const subject = { runs: [run.runDir], checkpoint: 'latest' as const };
  const snapshot = panelSnapshot(
    { panel: 'samples', subject, view: {} },
    {
      runs: [run],
      find: () => run,
      reading: () => ({ what: 'decoding-images', done: 1200, total: 5000 }),
      connection: 'connected',
      cursorLayer: () => null,
      problem: null,
      shows: 0,
      isOpen: () => false,
    },
  );
  const answer = JSON.stringify({ type: 'snapshot', snapshot });
  const viewport = { width: 700, height: 420 };
  const waiting = await openHosted(opened.browser, { panel: 'samples', script, answer, viewport });
  const notice = waiting.locator('fs-notice');
  await notice.getByText('Drawing samples…').waitFor(SOON);
  await notice.getByText('Decoding images 1200/5000').waitFor(SOON);
  await keepPicture(waiting, 'samples-decoding');
  await waiting.context().close();
});

test('the images of a latent with one part are beside their exact reconstructions', async () => {
  await show('latent');
  const view = page.locator('fs-levels');
  await view.getByText('Reconstructions x = g(f(x))').waitFor(SOON);
  await view.getByText(/Largest difference 0\./).waitFor(SOON);
  expect(await view.locator('fs-image-grid').count()).toBe(1);
  await view.locator('fs-image-grid canvas').press('ArrowRight');
  await page.keyboard.press('Enter');
  await view.getByText('Held-out images from row 0, each beside its reconstruction').first().waitFor(SOON);
  await page.keyboard.press('Escape');
  expect(errors.all()).toEqual([]);
});
