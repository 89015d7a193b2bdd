/** The Latent panel: of a flow of the plane, of a table and of images, with a daemon behind it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { IS_FULL_TIER } from './full-tier.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { TABLE_COLUMNS, trainTable } from './table-run.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
const BEST = ['--checkpoint', 'best'];

interface Probe {
  readonly logq: number;
  readonly x: readonly number[];
  readonly z: readonly number[];
  readonly layers: readonly { readonly logDet: number }[];
}

interface Traversal {
  /** [directions][steps][D] */
  readonly values: readonly (readonly (readonly number[])[])[];
}

let opened: ViewBrowser;
let plane: string;
let images: string;
let table: string;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('latent', sharedBrowser());
  const trained = inject('trained');
  plane = await copyRun(trained.plane.long, await opened.writePlane());
  const digits = join(opened.folder, 'images.flow.json');
  await writeFile(digits, imageSpec());
  images = await copyRun(trained.images, digits);
  table = await trainTable(opened.folder);
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
});

afterAll(() => opened?.close());

async function show(run: string): Promise<void> {
  const { url } = await opened.views.open(run, '--panel', 'latent');
  await page.goto(url);
  await page.getByText('Latents against the base distribution').first().waitFor(SOON);
}

/** Of the marked point of a picture of the plane, CSS pixels in the picture. */
async function markOf(grid: Locator): Promise<readonly [number, number]> {
  const mark = grid.locator('circle.mark');
  await mark.waitFor(SOON);
  return [Number(await mark.getAttribute('cx')), Number(await mark.getAttribute('cy'))];
}

/** Moves the pointer over a picture of the plane until a row is under it, and clicks. @returns the row */
async function clickUnderPointer(grid: Locator): Promise<string> {
  await grid.scrollIntoViewIfNeeded();
  const box = (await grid.locator('canvas').boundingBox())!;
  // A row is chosen from up to 12 pixels away.
  for (let top = 0.4 * box.height; top < box.height; top += 16) {
    for (let left = 0.3 * box.width; left < box.width; left += 16) {
      const [x, y] = [box.x + left, box.y + top];
      await page.mouse.move(x, y);
      const row = /row (\d+)/.exec((await grid.locator('.reading').textContent()) ?? '')?.[1];
      if (row === undefined) continue;
      await page.mouse.click(x, y);
      return row;
    }
  }
  throw new Error('no row is in the picture');
}

const grids = () => page.locator('fs-flow-plane fs-plane-grid');
const places = async () => ((await page.locator('.followed .number').textContent()) ?? '').trim();

test('the plane: its layers are played, and a row is followed with its log-det', async () => {
  await show(plane);
  const slider = page.locator('fs-stage-slider');
  const { layers } = await flowscope<{ layers: readonly { type: string; turn: readonly number[] }[] }>(
    'inspect',
    plane,
    ...BEST,
  );
  const names = await slider.locator('line title').evaluateAll((titles) => titles.map((title) => title.textContent));
  expect(names).toHaveLength(layers.filter(({ type }) => type !== 'standardize').length + 1);
  expect(names[0]).toBe('data');
  expect(names[1]).toBe('affine-coupling [0]');

  // What the command line says of the row.
  const row = await flowscope<Probe>('probe', plane, '--row', '0', ...BEST);
  const waterfall = page.locator('.followed fs-waterfall');
  await waterfall.waitFor(SOON);
  const rows = await waterfall
    .locator('g.row')
    .evaluateAll((all) => all.map((element) => element.getAttribute('aria-label')));
  expect(rows).toHaveLength(row.layers.length + 2);
  expect(rows.at(-1)).toContain(`${formatNats(row.logq)} nats`);

  // It begins at the latents, and plays from the data on.
  await page.getByRole('heading', { name: 'Latents z' }).waitFor(SOON);
  await slider.locator('vscode-toolbar-button[icon="play"]').click();
  await page.getByRole('heading', { name: 'After layer' }).waitFor(SOON);
  await slider.locator('vscode-toolbar-button[icon="debug-pause"]').click();
  const paused = await slider.locator('input').inputValue();
  await page.waitForTimeout(300);
  expect(await slider.locator('input').inputValue()).toBe(paused);
  await slider.locator('input').press('End');
  await slider.locator('input').press('ArrowLeft');
  await page.getByRole('heading', { name: `After layer ${names.length - 3}` }).waitFor(SOON);
  await slider.locator('input').press('End');
  expect(errors.all()).toEqual([]);
});

test('the plane: who wants less motion sees whole layers only', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const slider = page.locator('fs-stage-slider');
  const seen = (await page.evaluate(`new Promise((resolve) => {
    const slider = (function find(root) {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'fs-stage-slider') return element;
        const found = element.shadowRoot && find(element.shadowRoot);
        if (found) return found;
      }
    })(document);
    const stages = [];
    slider.addEventListener('stage', (event) => {
      stages.push(event.detail);
      if (stages.length === 3) resolve(stages);
    });
    slider.shadowRoot.querySelector('vscode-toolbar-button').click();
  })`)) as number[];
  expect(seen).toEqual([0, 1, 2]);
  await slider.locator('vscode-toolbar-button[icon="debug-pause"]').click();
  await slider.locator('input').press('End');
  await page.emulateMedia({ reducedMotion: null });
});

test('the plane: a latent that is dragged moves its point in the data, and the other way', async () => {
  const [data, latent] = [grids().nth(0), grids().nth(1)];
  const before = await markOf(data);
  const box = (await latent.locator('canvas').boundingBox())!;
  const [x, y] = await markOf(latent);
  // The axes are left of the picture.
  await page.mouse.move(box.x - 44 + x, box.y + y);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(box.x - 44 + x + 3 * i, box.y + y + 2 * i);
  await page.mouse.up();
  await page.getByRole('heading', { name: 'The point, layer by layer' }).waitFor(SOON);
  await expect.poll(places, SOON).toMatch(/^x = \(.*\), z = \(.*\), log p\(x\) = .* nats$/);
  const after = await markOf(latent);
  expect(after[0] - x).toBeCloseTo(30, 0);
  expect(after[1] - y).toBeCloseTo(20, 0);
  await expect
    .poll(async () => Math.hypot(...(await markOf(data)).map((at, i) => at - before[i]!)), SOON)
    .toBeGreaterThan(3);
  // It is f⁻¹ of it.
  const [shownX, shownZ] = [...(await places()).replaceAll('−', '-').matchAll(/\(([^()]+)\)/g)].map(([, pair]) =>
    pair!.split(', ').map(Number),
  );
  const { x: exact } = await flowscope<Probe>('probe', plane, `--z=${shownZ!.join()}`, ...BEST);
  for (const [i, value] of exact.entries()) expect(shownX![i]).toBeCloseTo(value, 2);

  // In the data, with the keyboard.
  const latentBefore = await markOf(latent);
  for (let i = 0; i < 4; i++) await data.locator('canvas').press('ArrowRight');
  await expect
    .poll(async () => Math.hypot(...(await markOf(latent)).map((at, i) => at - latentBefore[i]!)), SOON)
    .toBeGreaterThan(1);
  expect(errors.all()).toEqual([]);
});

test('the plane: rows are chosen by clicks, and distant ones are interpolated from the beginning', async () => {
  const way = page.locator('section', { has: page.getByRole('heading', { name: /^Interpolation/ }) });
  const rowsOf = async () =>
    Promise.all(
      ['from row', 'to row'].map(async (label) =>
        Number(await way.locator('label', { hasText: label }).locator('input').inputValue()),
      ),
    );
  const [from, to] = await rowsOf();
  const ends = await Promise.all(
    [from, to].map((row) => flowscope<Probe>('probe', plane, '--row', String(row), ...BEST)),
  );
  // The moons are about three units wide.
  expect(Math.hypot(...ends[0]!.x.map((value, i) => value - ends[1]!.x[i]!))).toBeGreaterThan(2);

  // The first click chooses the start of the way, the next one its end.
  const chart = way.locator('fs-traversal-paths');
  const clickOnRow = async (group: number) => {
    await page.locator('.stale').waitFor({ ...SOON, state: 'detached' });
    await chart.scrollIntoViewIfNeeded();
    const d = await chart.locator('path[stroke-linecap="round"]').nth(group).getAttribute('d');
    const [, x, y] = /^M([\d.]+) ([\d.]+)/.exec(d!)!.map(Number);
    const box = (await chart.locator('.choosable > svg').boundingBox())!;
    await page.mouse.click(box.x + x!, box.y + y!);
    return [x!, y!] as const;
  };
  const clicked = await clickOnRow(3);
  await expect.poll(async () => (await rowsOf())[0], SOON).not.toBe(from);
  await way.getByText('Click a point to end the interpolation there.').waitFor(SOON);
  await page.locator('.stale').waitFor({ ...SOON, state: 'detached' });
  const start = chart.locator('circle').first();
  for (const [i, name] of (['cx', 'cy'] as const).entries()) {
    expect(Math.abs(Number(await start.getAttribute(name)) - clicked[i]!)).toBeLessThan(25);
  }
  const [chosen] = await rowsOf();
  await clickOnRow(20);
  await expect.poll(async () => (await rowsOf())[1], SOON).not.toBe(to);
  expect((await rowsOf())[0]).toBe(chosen);

  // Among the latents, a click follows the row.
  const row = await clickUnderPointer(grids().nth(1));
  await page.getByRole('heading', { name: `Row ${row}, layer by layer` }).waitFor(SOON);
  await page.reload();
  await page.getByRole('heading', { name: `Row ${row}, layer by layer` }).waitFor(SOON);
  await expect.poll(async () => (await rowsOf())[0], SOON).toBe(chosen);
  await keepPicture(page, 'latent-plane');
  expect(errors.all()).toEqual([]);
});

test('a table: each direction has one named curve for each column, and rows are chosen in two scatter plots', async () => {
  await show(table);
  const curves = page.locator('.curves fs-column-curves');
  await curves.first().waitFor(SOON);
  // Three dimensions and as many principal components.
  expect(await curves.count()).toBe(6);
  expect((await curves.first().locator('li').allInnerTexts()).toSorted()).toEqual(TABLE_COLUMNS.toSorted());
  expect(await curves.first().locator('path.curve').count()).toBe(3);

  // Each column has a chart of its own along the chosen direction, which the arrow keys read in data units.
  const panels = page.locator('fs-column-panels');
  const names = () => panels.locator('text.name').evaluateAll((all) => all.map((text) => text.textContent));
  expect((await names()).map((name) => name?.trim()).toSorted()).toEqual(TABLE_COLUMNS.toSorted());
  const traversal = await flowscope<Traversal>('traverse', table, '--along', 'PC 1', '--columns', '97', ...BEST);
  await page.locator('label:has-text("direction")').locator('select').last().selectOption('PC 1');
  await panels.getByText('σ 0', { exact: true }).waitFor(SOON);
  const values = async () =>
    Object.fromEntries(
      await panels
        .locator('g.panel')
        .evaluateAll((all) =>
          all.map((panel) => ['.name', '.value'].map((part) => panel.querySelector(part)!.textContent!.trim())),
        ),
    ) as Record<string, string>;
  const at = (step: number) =>
    Object.fromEntries(TABLE_COLUMNS.map((name, d) => [name, formatNumber(traversal.values[0]![step]![d]!, 4)]));
  await expect.poll(values, SOON).toEqual(at(48));
  await panels.locator('.chart').press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(values, SOON).toEqual(at(46));

  const rows = page.locator('fs-row-choice');
  await rows.locator('fs-plane-grid').nth(1).waitFor(SOON);
  await rows.locator('select').first().selectOption({ label: 'where traversals start' });
  const row = await clickUnderPointer(rows.locator('fs-plane-grid').first());
  await expect.poll(() => page.locator('label:has-text("traversals from row") input').inputValue(), SOON).toBe(row);

  // The marked row can be moved, here with the keyboard, and its place in the data follows.
  await rows.locator('select').first().selectOption({ label: 'the row to follow' });
  const [data, latent] = [rows.locator('fs-plane-grid').nth(0), rows.locator('fs-plane-grid').nth(1)];
  const before = await markOf(data);
  for (let i = 0; i < 5; i++) await latent.locator('canvas').press('ArrowUp');
  await expect
    .poll(async () => Math.hypot(...(await markOf(data)).map((at, i) => at - before[i]!)), SOON)
    .toBeGreaterThan(1);
  await rows.getByText('The point, layer by layer').waitFor(SOON);
  await page.reload();

  const { logq } = await flowscope<Probe>('probe', table, '--row', '0', ...BEST);
  await page.getByText(`Row 0, layer by layer: log q(x) = ${formatNats(logq)} nats`).click();
  await rows.locator('fs-waterfall').waitFor(SOON);
  await keepPicture(page, 'latent-table');
  expect(errors.all()).toEqual([]);
});

test('images: traversals fill the width, and an image is enlarged with its log q', async () => {
  await show(images);
  const grid = page.locator('.traversal fs-image-grid').first();
  await grid.locator('canvas').waitFor(SOON);
  await drawn(page);
  const [host, canvas] = [(await grid.boundingBox())!, (await grid.locator('canvas').boundingBox())!];
  expect(canvas.width).toBeGreaterThan(0.97 * host.width);
  expect(host.width).toBeGreaterThan(700);

  await grid.locator('canvas').press('ArrowRight');
  await page.keyboard.press('Enter');
  const dialog = page.locator('fs-enlarged-image dialog');
  await dialog.getByText(/log q\(x\) = −?\d+\.\d+ nats/).waitFor(SOON);
  expect(await dialog.getByText('at −3σ').count()).toBe(1);
  await keepPicture(page, 'latent-enlarged');
  await page.keyboard.press('ArrowRight');
  await dialog.getByText('at −2.3σ').waitFor(SOON);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ ...SOON, state: 'detached' });

  const rows = page.locator('fs-row-choice');
  await rows.locator('select').first().selectOption({ label: 'where the interpolation starts' });
  await rows
    .locator('fs-image-grid canvas')
    .first()
    .click({ position: { x: 5, y: 5 } });
  await expect.poll(() => page.locator('label:has-text("from row") input').inputValue(), SOON).toBe('0');
  // A slider moves the latent of the row, and its image follows.
  const sliders = rows.locator('.sliders input');
  await sliders.first().waitFor(SOON);
  const density = () => rows.locator('.moving div.number').textContent();
  const ofRow = await density();
  await sliders.first().fill('3');
  await expect.poll(density, SOON).not.toBe(ofRow);
  await keepPicture(page, 'latent-images');
  await rows.getByRole('button', { name: 'Back to the row' }).click();
  await expect.poll(density, SOON).toBe(ofRow);
  expect(errors.all()).toEqual([]);
});

test.each(IS_FULL_TIER ? [320, 480, 800, 1400] : [320, 1400])(
  'nothing is wider than a panel of %d px',
  async (width) => {
    for (const run of [plane, table, images]) {
      await page.setViewportSize({ width, height: 900 });
      await show(run);
      await drawn(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  },
);
