/** Panels that show means over rows say which rows those leave out, in the words of the command line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAR_SPLIT, tableWithFarRow } from '../far-rows.ts';
import { train } from './command-line.ts';
import { watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

let opened: ViewBrowser;
beforeAll(async () => {
  opened = await openViewBrowser('far', sharedBrowser());
  const spec = {
    data: { source: 'csv', path: 't.csv', ...FAR_SPLIT },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }, { type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(opened.folder, 't.csv'), tableWithFarRow());
  await writeFile(join(opened.folder, 't.flow.json'), JSON.stringify(spec));
  expect(await train(join(opened.folder, 't.flow.json'))).toBe(true);
});

afterAll(() => opened?.close());

test('one sentence in every panel with a mean over rows', async () => {
  const { url } = await opened.views.open('latest', '--panel', 'layers');
  const context = await opened.browser.newContext({ viewport: { width: 1000, height: 900 } });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(url);
  const rest = (summary: string) => `1 of 12 rows has log q = −inf; ${summary} is over the other 11`;
  const panels: readonly (readonly [string, readonly string[]])[] = [
    ['layers', [rest('every figure here'), 'The terms add up to log q(x) in every row with a finite log q.']],
    ['training', [rest('the validation NLL'), rest('the best NLL')]],
    ['latent', [rest('every figure here')]],
    ['compare', ['1 of 12 rows has log q = −inf; the best NLL of ']],
  ];
  const figure = page.locator('fs-figure[name="NLL"] .value');
  await figure.waitFor(SOON);
  expect(await figure.textContent()).toMatch(/^−?\d/);
  for (const [panel, texts] of panels) {
    await page.locator(`nav a[href="/${panel}"]`).click();
    for (const text of texts) await page.getByText(text).first().waitFor(SOON);
  }
  expect(errors.all()).toEqual([]);
  await context.close();
});
