/** The Density panel of a table: one or two columns given the others, with a daemon behind it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatNumber } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import { drawn } from './drawn.ts';
import { IS_FULL_TIER } from './full-tier.ts';
import { keepPicture, lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { trainTable } from './table-run.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

interface Conditional {
  readonly axes: readonly { readonly mean: number; readonly std: number }[];
  readonly held: readonly { readonly name: string; readonly value: number }[];
  readonly context: Readonly<Record<string, string | number>>;
}

let opened: ViewBrowser;
let run: string;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('conditional', sharedBrowser());
  run = await trainTable(opened.folder, ['sex', 'dose']);
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
  const { url } = await opened.views.open(run, '--panel', 'density');
  await page.goto(url);
  await page.locator('fs-density-curve .chart svg').waitFor(SOON);
});

afterAll(() => opened?.close());

const view = () => page.locator('fs-conditional');
const slider = (name: string) => view().locator(`input[type=range][aria-label="${name}"]`);
const field = (name: string) => view().locator(`input[type=number][aria-label="${name}, exact value"]`);
/** Of a figure. */
const figure = async (name: string) =>
  (await view().locator('fs-figure').filter({ hasText: name }).locator('.value, .tile').first().textContent())?.trim();
const asked = (...args: string[]) => flowscope<Conditional>('conditional', run, ...args, '--checkpoint', 'best');

test('each column that is held has a slider with its name, and so has the context', async () => {
  await view().getByRole('heading', { name: 'q(age | the other columns)' }).waitFor(SOON);
  const names = await view()
    .locator('.values input[type=range]')
    .evaluateAll((all) => all.map((input) => input.getAttribute('aria-label')));
  expect(names).toEqual(['income', 'height', 'dose']);
  expect(await view().locator('select[aria-label=sex] option').allInnerTexts()).toEqual(['f', 'm']);
  const { held, axes } = await asked('--columns', 'age');
  expect(Number(await field('height').inputValue())).toBeCloseTo(held[2]!.value, 2);
  expect(await figure('mean of age')).toContain(formatNumber(axes[0]!.mean));
});

test('a row sets all values and the context, and its own value is marked', async () => {
  const row = view().locator('input.row');
  await row.fill('5');
  await row.press('Enter');
  const { held, context, axes } = await asked('--columns', 'age', '--row', '5');
  await view()
    .getByText(`age of row 5: ${formatNumber(held[0]!.value)}`)
    .waitFor(SOON);
  expect(Number(await field('income').inputValue())).toBeCloseTo(held[1]!.value, 0);
  expect(await view().locator('select[aria-label=sex]').inputValue()).toBe(context.sex);
  await expect.poll(() => figure('mean of age'), SOON).toContain(formatNumber(axes[0]!.mean));
  expect(await view().locator('line.mark').count()).toBe(1);
});

test('a slider moves with the keyboard, an exact value is written, and the density follows', async () => {
  const curve = () => view().locator('path.curve').getAttribute('d');
  const before = await curve();
  await slider('income').press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(curve, SOON).not.toBe(before);
  await field('income').fill('31234.5');
  await field('income').press('Enter');
  await view().locator('select[aria-label=sex]').selectOption('f');
  const { axes } = await asked('--columns', 'age', '--row', '5', '--at', 'income=31234.5', '--context', 'sex=f');
  await expect.poll(() => figure('mean of age'), SOON).toContain(formatNumber(axes[0]!.mean));
  await view().locator('.chart').press('ArrowRight');
  await view()
    .locator('.reading')
    .getByText(/^age .+: density/)
    .waitFor(SOON);
});

test('two columns are a map, and the choices come back after a reload', async () => {
  await view().locator('select').nth(1).selectOption('height');
  await view().getByRole('heading', { name: 'q(age, height | the other columns)' }).waitFor(SOON);
  await view().locator('fs-plane-map canvas.plane').waitFor(SOON);
  await expect.poll(() => view().locator('.values input[type=range]').count(), SOON).toBe(2);
  await drawn(page);
  // Longer than a choice has to rest.
  await page.waitForTimeout(400);
  await page.reload();
  await view().getByRole('heading', { name: 'q(age, height | the other columns)' }).waitFor(SOON);
  expect(await field('income').inputValue()).toBe('31234.5');
  await view().getByRole('button', { name: 'Back to the row' }).click();
  await expect.poll(() => field('income').inputValue(), SOON).not.toBe('31234.5');
});

test('a report has the densities of single columns and of the most dependent pairs, with the values that are held', async () => {
  const path = join(opened.folder, 'people.html');
  await flowscope('report', run, '-o', path);
  const file = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  const found = watchErrors(file);
  await file.goto(`${pathToFileURL(path).href}#density`);
  const shown = file.locator('fs-conditional');
  // Income follows from age.
  await shown.getByRole('heading', { name: 'q(age, income | the other columns)' }).waitFor(SOON);
  const { held, axes } = await asked('--columns', 'age,income');
  const meanOf = (name: string) =>
    shown
      .locator('fs-figure')
      .filter({ hasText: `mean of ${name}` })
      .locator('.value');
  await expect.poll(async () => (await meanOf('income').textContent())?.trim()).toBe(formatNumber(axes[1]!.mean));
  expect(await shown.locator('dt').allTextContents()).toEqual(['height', 'sex', 'dose']);
  expect(await shown.locator('dd').first().textContent()).toBe(formatNumber(held[2]!.value));
  expect(await shown.locator('input[type=range]').count()).toBe(0);
  await shown.locator('select').nth(1).selectOption('');
  await shown.getByRole('heading', { name: 'q(age | the other columns)' }).waitFor(SOON);
  // A step that has another choice: the controls stay.
  await file.locator('fs-checkpoint-slider input').press('Home');
  await shown.locator('fs-notice').waitFor(SOON);
  await shown.locator('select').nth(1).selectOption('income');
  await shown.locator('fs-plane-map canvas.plane').waitFor(SOON);
  expect(found.all()).toEqual([]);
  await file.close();
});

test('axe finds nothing, nothing is too wide, and each picture has a table', async () => {
  // What axe and the pictures add to the page is none of ours.
  expect(errors.all()).toEqual([]);
  for (const columns of ['two', 'one'] as const) {
    if (columns === 'one') await view().locator('select').nth(1).selectOption('');
    await view()
      .locator(columns === 'one' ? 'fs-density-curve' : 'fs-plane-map')
      .waitFor(SOON);
    await view().locator('fs-number-table summary').first().click();
    await view().locator('fs-number-table tbody tr').nth(3).waitFor(SOON);
    for (const theme of IS_FULL_TIER
      ? (['light', 'dark'] as const)
      : ([columns === 'one' ? 'light' : 'dark'] as const)) {
      expect(await lookAt(page, theme)).toEqual([]);
      await keepPicture(page, `conditional-${columns}-${theme}`);
    }
    for (const width of [320, 1000]) {
      await page.setViewportSize({ width, height: 900 });
      await drawn(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  }
});
