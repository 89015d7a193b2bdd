/** Points of the Samples panel: samples that float32 cannot hold in its table, and selecting rows in its corner plot. */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { type ChartPage, openChartPage } from './chart-page.ts';
import { seriousFindings } from './looks.ts';
import { sharedBrowser } from './shared-browser.ts';
import { CHECKOUT } from './vsix.ts';

let browser: Browser;
let script: string;
beforeAll(async () => {
  browser = await sharedBrowser();
  const contents = `import './webviews/samples/points/sample-points.ts';`;
  const stdin = { contents, resolveDir: CHECKOUT, loader: 'ts' } as const;
  script = (await build({ ...WEBVIEW_OPTIONS, stdin, write: false })).outputFiles[0]!.text;
});
afterAll(() => browser?.close());

const SAMPLES = `{
  split: 'validation',
  point: [2],
  columns: ['a', 'b'],
  values: Float64Array.of(1, 2, Infinity, 0, 3, 4, 5, -Infinity, 5, 6),
  rows: Float64Array.of(1, 1, 3, 3),
}`;

test('those with a coordinate that is not finite are counted, and every mean is over the others', async () => {
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

/** 400 samples and 100 rows on a grid: a is −2 … 1.9 in steps of 0.1, b is 0 or 1 by turns, the others are constant. */
const GRID = `(() => {
  const rows = (n) => Float64Array.from({ length: 9 * n }, (_, i) => {
    const [row, column] = [Math.floor(i / 9), i % 9];
    return column === 0 ? (row % 40) / 10 - 2 : column === 1 ? row % 2 : column;
  });
  return {
    split: 'test',
    point: [9],
    columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    values: rows(400),
    rows: rows(100),
  };
})()`;

async function showCorner(): Promise<ChartPage> {
  const shown = await openChartPage(browser, script, 1);
  await shown.page.evaluate(`(() => {
    [document.title, document.documentElement.lang] = ['corner', 'en'];
    const corner = Object.assign(document.createElement('fs-sample-points'), { samples: ${GRID}, view: 'corner' });
    corner.addEventListener('columns', ({ detail }) => { corner.columns = detail; });
    document.getElementById('room').replaceChildren(corner);
  })()`);
  await shown.page.locator('fs-corner-plot canvas').waitFor();
  await shown.drawn();
  return shown;
}

/** Drags over the marginal of the first column. @param from, to shares of its width */
async function dragFirst(page: Page, from: number, to: number): Promise<void> {
  const { x, y, width } = (await page.locator('fs-corner-plot canvas').boundingBox())!;
  const side = (width - 58 - 8 - 5 * 4) / 6;
  const at = (share: number) => x + 58 + share * side;
  await page.mouse.move(at(from), y + 40);
  await page.mouse.down();
  await page.mouse.move(at((from + to) / 2), y + 44);
  await page.mouse.move(at(to), y + 50);
  await page.mouse.up();
}

test('dragging selects rows of both sets in all cells, with their numbers as text, and Escape clears it', async () => {
  const { page, errors, drawn, close } = await showCorner();
  const canvas = page.locator('fs-corner-plot canvas');
  const image = () => canvas.evaluate((element) => (element as unknown as { toDataURL(): string }).toDataURL());
  const before = await image();
  // The axis of a is −2.05 … 1.95, half a step beyond its values: its right half begins at −0.05.
  await dragFirst(page, 0.5, 1);
  await drawn();
  const status = page.locator('fs-corner-plot [role=status]');
  await expect
    .poll(() => status.textContent())
    .toMatch(/^Selected: 200 of 400 samples \(50\.0 %\), 40 of 100 test rows \(40\.0 %\) with a −0\.05/);
  expect(await image()).not.toEqual(before);
  await page.locator('fs-corner-plot fs-number-table summary').click();
  const table = page.locator('fs-corner-plot fs-number-table');
  // It has its rows once it is open.
  await table.locator('th').first().waitFor();
  expect(await table.locator('th').allTextContents()).toEqual(['', 'selected samples', 'selected test rows']);
  expect(await table.locator('tbody tr').first().textContent()).toMatch(
    /^\s*a: median \(16–84 %\)\s*1 \(0\.3 … 1\.6\)/,
  );
  await canvas.focus();
  await page.keyboard.press('Escape');
  await drawn();
  expect(await status.textContent()).toMatch(/^Drag in a cell/);
  expect(await image()).toEqual(before);
  // A click is no selection.
  await dragFirst(page, 0.5, 0.505);
  expect(await status.textContent()).toMatch(/^Drag in a cell/);
  expect(errors.all()).toEqual([]);
  await close();
});

test('ranges and columns are chosen with the keyboard, and axe finds nothing', async () => {
  const { page, errors, drawn, close } = await showCorner();
  const status = page.locator('fs-corner-plot [role=status]');
  await page.locator('fs-corner-plot details > summary').first().press('Enter');
  await page.getByLabel('a, from').fill('1.9');
  await page.getByLabel('a, from').press('Tab');
  expect(await status.textContent()).toMatch(/^Selected: 10 of 400 samples .* with a ≥ 1\.9$/);
  await page.getByLabel('b, to').fill('0');
  await page.getByLabel('b, to').press('Enter');
  expect(await status.textContent()).toMatch(/^Selected: 0 of 400 samples .* with a ≥ 1\.9, b ≤ 0$/);
  await page.getByText('Columns: 6 of 9').press('Enter');
  const box = (name: string) => page.locator('fs-sample-corner .choice').getByLabel(name, { exact: true });
  // Without the column, its range is gone.
  await box('b').press('Space');
  await drawn();
  expect(await status.textContent()).toMatch(/^Selected: 10 of 400 samples/);
  for (const name of ['b', 'g', 'h']) await box(name).press('Space');
  expect(await page.getByText('Columns: 8 of 9').isVisible()).toBe(true);
  expect(await box('i').isDisabled()).toBe(true);
  expect(await page.getByText('A corner plot has at most 8 columns.').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Clear' }).press('Enter');
  expect(await page.getByLabel('a, from').inputValue()).toBe('');
  expect(await seriousFindings(page)).toEqual([]);
  expect(errors.all()).toEqual([]);
  await close();
});

const LONG = 'a_column_with_a_name_that_has_far_too_many_letters_for_any_cell';

/** 400 samples and 100 rows of a category and a number. */
const NAMED = `(() => {
  const rows = (n) => Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? (i / 2) % 4 === 0 ? 1 : 0 : Math.sin(i)));
  return {
    split: 'test',
    n: 400,
    clipped: 3,
    point: [2],
    columns: ['kind', '${LONG}'],
    categories: [{ column: 'kind', values: ['oak', 'ash', 'elm'] }],
    values: rows(400),
    rows: rows(100),
  };
})()`;

test('categories have their names in text, table and ranges, and long names are whole under the pointer', async () => {
  const { page, errors, drawn, close } = await openChartPage(browser, script, 1);
  await page.evaluate(`(() => {
    [document.title, document.documentElement.lang] = ['corner', 'en'];
    document.getElementById('room').replaceChildren(
      Object.assign(document.createElement('fs-sample-points'), { samples: ${NAMED}, view: 'corner' }));
  })()`);
  const canvas = page.locator('fs-corner-plot canvas');
  await canvas.waitFor();
  await drawn();
  expect(await page.getByText('3 of 400 samples had a value outside the bounds of their columns').isVisible()).toBe(
    true,
  );
  expect(await page.getByRole('row', { name: 'kind' }).last().locator('td').first().textContent()).toBe(
    'oak 75 %, ash 25 %',
  );
  await page.locator('fs-corner-plot details > summary').first().press('Enter');
  await page.getByLabel('kind, from').selectOption('ash');
  const status = page.locator('fs-corner-plot [role=status]');
  await expect
    .poll(() => status.textContent())
    .toBe('Selected: 100 of 400 samples (25.0 %), 25 of 100 test rows (25.0 %) with kind: ash, elm');
  await page.locator('fs-corner-plot fs-number-table summary').click();
  const rows = page.locator('fs-corner-plot fs-number-table tbody tr');
  expect(await rows.count()).toBe(2);
  expect(await rows.first().locator('td').allTextContents()).toEqual(['kind: shares', 'ash 100 %', 'ash 100 %']);
  const box = (await canvas.boundingBox())!;
  await page.mouse.move(box.x + 0.75 * box.width, box.y + box.height - 8);
  await expect.poll(() => canvas.getAttribute('title')).toBe(LONG);
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 20);
  await expect.poll(() => canvas.getAttribute('title')).toBe('');
  expect(await seriousFindings(page)).toEqual([]);
  expect(errors.all()).toEqual([]);
  // Nothing is said of samples that are all within the bounds.
  await page.evaluate(`{
    const points = document.querySelector('fs-sample-points');
    points.samples = { ...points.samples, clipped: 0 };
  }`);
  await drawn();
  expect(await page.getByText('beyond the bounds').count()).toBe(0);
  await close();
});

test('histograms of whole numbers have a bar for each value, and those of categories their names', async () => {
  const { page, errors, close } = await openChartPage(browser, script, 1);
  await page.evaluate(`document.getElementById('room').replaceChildren(
    Object.assign(document.createElement('fs-sample-points'), { samples: ${NAMED}, view: 'pair' }))`);
  const histogram = page.locator('fs-histogram').first();
  await histogram.locator('svg').waitFor();
  expect(await histogram.locator('svg text').allTextContents()).toEqual(
    ['oak', 'ash', 'elm'].map((name) => expect.stringContaining(name)),
  );
  // The scatter plot has no number for a category either.
  const axes = page.locator('fs-axes-scatter .frame svg text');
  expect((await axes.allTextContents()).slice(0, 2)).toEqual(['oak', 'ash']);
  // Three bars, of which the last is empty: each has two corners.
  const outline = await histogram.locator('svg path[fill=none]').first().getAttribute('d');
  expect(outline!.split('L')).toHaveLength(6);
  expect(errors.all()).toEqual([]);
  await close();
});
