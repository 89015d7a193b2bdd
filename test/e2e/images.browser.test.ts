/** The panels of a flow of images, with a daemon behind them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { formatNats } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
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
