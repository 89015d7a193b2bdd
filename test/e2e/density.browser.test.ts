/** The Density panel: where its maps are, its probe and its regions, with a daemon behind it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { keepPicture } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

let opened: ViewBrowser;
let run: string;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('density', sharedBrowser());
  run = await copyRun(inject('trained').plane.long, await opened.writePlane());
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
  const { url } = await opened.views.open(run, '--panel', 'density');
  await page.goto(url);
  await page.getByText('True p(x)').first().waitFor(SOON);
});

afterAll(() => opened?.close());

const maps = () => page.locator('fs-plane-map');
const boxes = async () => Promise.all((await maps().all()).map(async (map) => (await map.boundingBox())!));
/** What the probe says, by name. */
async function reading(): Promise<Readonly<Record<string, string>>> {
  const found = await page
    .locator('dl.probe div')
    .evaluateAll((all) => all.map((entry) => [...entry.children].map(({ textContent }) => textContent ?? '')));
  return Object.fromEntries(found);
}

test.each([
  [320, 1],
  [479, 1],
  [480, 2],
  [1000, 3],
])('at %d px, %d maps are beside each other, with equal axes', async (width, beside) => {
  await page.setViewportSize({ width, height: 900 });
  await drawn(page);
  const all = await boxes();
  expect(all).toHaveLength(3);
  expect(all.filter(({ y }) => y === all[0]!.y)).toHaveLength(beside);
  // Both axes have one scale, the same in all maps.
  const scales = (await page.evaluate(`(() => {
    const all = [];
    const find = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'fs-plane-map') all.push(element);
        if (element.shadowRoot) find(element.shadowRoot);
      }
    };
    find(document);
    return all.map((map) => {
      const { width, height } = map.canvas.getBoundingClientRect();
      const [left, right, bottom, top] = map.view;
      return [width / (right - left), height / (top - bottom)];
    });
  })()`)) as [number, number][];
  for (const [x, y] of scales) {
    expect(y / x).toBeCloseTo(1, 1);
    expect(x / scales[0]![0]).toBeCloseTo(1, 2);
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  await keepPicture(page, `density-${width}`);
});

test('the probe: x, log q, log p and z where the pointer is, in all maps', async () => {
  const canvas = maps().first().locator('canvas.plane');
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 0.6 * box.height);
  await expect.poll(async () => (await reading()).z0, SOON).toMatch(/\d/);
  const found = await reading();
  expect(Object.keys(found)).toEqual(['x1', 'x2', 'log q', 'log p', 'z0', 'z1']);
  const number = (name: string) => Number(found[name]!.replace('−', '-'));
  const exact = await flowscope<{ logq: number; logp: number; z: number[] }>(
    'probe',
    run,
    `--x=${number('x1')},${number('x2')}`,
    '--checkpoint',
    'best',
  );
  expect(number('log q')).toBeCloseTo(exact.logq, 1);
  expect(number('log p')).toBeCloseTo(exact.logp, 1);
  for (const d of [0, 1]) expect(number(`z${d}`)).toBeCloseTo(exact.z[d]!, 1);
  for (const map of await maps().all()) expect(await map.locator('.cross-hair').count()).toBe(1);
  await page.mouse.move(5, 5);
  await page.getByText('Point at a map').waitFor(SOON);
});

test('the probe: with the keyboard it stays', async () => {
  const canvas = maps().nth(1).locator('canvas.plane');
  await canvas.press('ArrowRight');
  const before = await reading();
  await canvas.press('ArrowRight');
  await expect.poll(async () => (await reading()).x1, SOON).not.toBe(before.x1);
  expect((await reading()).x2).toBe(before.x2);
  await canvas.press('Escape');
  await page.getByText('Point at a map').waitFor(SOON);
});

test('zooming one map zooms all of them at once, and the regions stay where they are', async () => {
  const views = () =>
    page.evaluate(`(() => {
      const all = [];
      const find = (root) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.localName === 'fs-plane-map') all.push(element);
          if (element.shadowRoot) find(element.shadowRoot);
        }
      };
      find(document);
      return all.map(({ view, contours }) => [view.map((end) => end.toFixed(6)).join(), contours.map(({ level }) => level).join()]);
    })()`) as Promise<[string, string][]>;
  const before = await views();
  await maps().first().locator('canvas.plane').press('+');
  await page.getByRole('button', { name: 'Show all' }).waitFor(SOON);
  await page.locator('.stale').waitFor({ ...SOON, state: 'detached' });
  const after = await views();
  expect(new Set(after.map(([view]) => view)).size).toBe(1);
  expect(after[0]![0]).not.toBe(before[0]![0]);
  expect(after.map(([, levels]) => levels)).toEqual(before.map(([, levels]) => levels));
  // Of learned and true density; their difference has none.
  expect(after.map(([, levels]) => levels.split(',').filter((level) => level !== '').length)).toEqual([3, 3, 0]);
  for (const percent of ['50 %', '90 %', '99 %'])
    await page.locator('.regions').getByText(percent, { exact: true }).waitFor(SOON);
  await keepPicture(page, 'density-zoomed');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(views, SOON).toEqual(before);
  expect(errors.all()).toEqual([]);
});
