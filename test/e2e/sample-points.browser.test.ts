/** Samples that float32 cannot hold, in the table of the Samples panel. */
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { openChartPage } from './chart-page.ts';
import { sharedBrowser } from './shared-browser.ts';
import { CHECKOUT } from './vsix.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterAll(() => browser?.close());

const SAMPLES = `{
  point: [2],
  columns: ['a', 'b'],
  values: Float64Array.of(1, 2, Infinity, 0, 3, 4, 5, -Infinity, 5, 6),
  rows: Float64Array.of(1, 1, 3, 3),
}`;

test('those with a coordinate that is not finite are counted, and every mean is over the others', async () => {
  const contents = `import './webviews/samples/sample-points.ts';`;
  const stdin = { contents, resolveDir: CHECKOUT, loader: 'ts' } as const;
  const script = (await build({ ...WEBVIEW_OPTIONS, stdin, write: false })).outputFiles[0]!.text;
  const { page, errors, close } = await openChartPage(browser, script, 1);
  await page.evaluate(`document.getElementById('room').replaceChildren(
    Object.assign(document.createElement('fs-sample-points'), { samples: ${SAMPLES} }))`);
  await page
    .getByText('2 of 5 samples have a coordinate that is not finite (1 −inf, 1 inf); every mean is over the other 3')
    .waitFor();
  const means = await page.locator('fs-sample-points tbody td.end').allTextContents();
  expect(means).toEqual(['3 ± 1.633', '2 ± 1', '4 ± 1.633', '2 ± 1']);
  expect(errors.all()).toEqual([]);
  await close();
});
