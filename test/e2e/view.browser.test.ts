/** `flowscope view` in a plain browser: who gets in, what the pages show, and that nothing is blocked or goes wrong. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decode } from 'fast-png';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { formatNats } from '../../daemon/format/numbers.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { THEMES } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { sharedBrowser } from './shared-browser.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';
import type { View } from './view-process.ts';

const SOON = { timeout: 60_000 };

const LAYERS = 'The terms add up to log q(x) in every row.';

let opened: ViewBrowser;
/** Run directories. */
let runs: { readonly older: string; readonly newer: string };
/** One process for what does not end it. */
let view: View;
let context: BrowserContext;
/** The tab that its address has let in. */
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('view', sharedBrowser());
  const spec = await opened.writePlane();
  const { plane } = inject('trained');
  const [older, newer] = await Promise.all([copyRun(plane.long, spec), copyRun(plane.short, spec)]);
  runs = { older, newer };
  view = await opened.views.open('latest');
  context = await opened.browser.newContext({ viewport: { width: 1000, height: 900 }, acceptDownloads: true });
  ({ page, errors } = await open(view.url));
  // Let in, before a test goes elsewhere with it.
  await page.getByText(LAYERS).waitFor(SOON);
});

afterAll(() => opened?.close());

async function open(url: string) {
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(url);
  return { page, errors };
}

/** Shows a panel in the tab that was let in, with the run of the command line: what a test has chosen before is forgotten. */
async function show(panel: PanelName): Promise<void> {
  await page.evaluate(`for (const key of Object.keys(sessionStorage)) {
    if (key !== 'flowscope.token') sessionStorage.removeItem(key);
  }`);
  await page.goto(new URL(`/${panel}`, view.url).href);
}

/** Of a run of the view. */
async function bestStep(runDir: string): Promise<number> {
  const { checkpoint } = await flowscope<{ checkpoint: number }>('inspect', runDir, '--checkpoint', 'best');
  return checkpoint;
}

const notice = (page: Page) => page.locator('#view-notice');

test('the address opens once; the code is gone from it, and a reload and other tabs are let in', async () => {
  expect(page.url()).toBe(view.url.split('#')[0]);
  await page.reload();
  await page.getByText(LAYERS).waitFor(SOON);
  const { page: other } = await open(view.url.replace(/layers#.*/, 'samples'));
  await other.getByText('Means and deviations').first().waitFor(SOON);
  expect(await context.cookies()).toEqual([]);
  expect(errors.all()).toEqual([]);
  await other.close();

  const stranger = await opened.browser.newContext();
  const strange = await stranger.newPage();
  await strange.goto(view.url);
  await notice(strange).getByText('That address opens once').waitFor(SOON);
  expect(await strange.locator('fs-waterfall').count()).toBe(0);
  await stranger.close();
});

test('every panel shows the run that the command line names, also after a switch to another panel', async () => {
  const [inspected] = await Promise.all([
    flowscope<{ total: { mean: number } }>('inspect', runs.newer, '--checkpoint', 'best'),
    show('layers'),
  ]);
  const figure = page.locator('fs-figure[name="NLL"] .value');
  await figure.waitFor(SOON);
  expect((await figure.textContent())?.replaceAll('\u202f', '')).toContain(formatNats(-inspected.total.mean));

  await page.locator('fs-run-bar select').selectOption(runs.older);
  await page
    .getByText(`step ${await bestStep(runs.older)}`)
    .first()
    .waitFor(SOON);
  const seen: [string, string][] = [
    ['training', `Finished, ${TRAINED_STEPS.plane.long} steps`],
    ['latent', 'Data → latent, layer by layer'],
    ['samples', 'Means and deviations'],
    ['density', 'Learned q(x)'],
    ['evaluation', 'Least likely rows'],
    ['compare', 'Final results'],
  ];
  for (const [panel, text] of seen) {
    await page.locator(`nav a[href="/${panel}"]`).click();
    await page.getByText(text).first().waitFor(SOON);
    expect(await page.locator('nav a[aria-current="page"]').getAttribute('href')).toBe(`/${panel}`);
    if (panel !== 'compare') expect(await page.locator('fs-run-bar select').inputValue()).toBe(runs.older);
  }
  expect(errors.all()).toEqual([]);
});

test('the bar leads with the keyboard to what there is to show of the run; Compare keeps its runs', async () => {
  await show('training');
  const links = page.locator('nav[aria-label="Panels"] a');
  await links.first().waitFor(SOON);
  expect(await links.allTextContents()).toEqual([
    'training',
    'layers',
    'latent space',
    'samples',
    'density',
    'evaluation',
    'compare',
  ]);
  await links.first().focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Final results').waitFor(SOON);
  const rows = page.locator('.figures th[scope="row"]');
  // The run, and another one of its spec.
  expect(await rows.allInnerTexts()).toEqual([basename(runs.newer), basename(runs.older)]);

  await links.filter({ hasText: 'layers' }).click();
  await page.getByText(LAYERS).waitFor(SOON);
  await page.locator('fs-run-bar select').selectOption(runs.older);
  await links.filter({ hasText: 'compare' }).click();
  await expect.poll(() => rows.allInnerTexts(), SOON).toEqual([basename(runs.older), basename(runs.newer)]);
  expect(errors.all()).toEqual([]);
});

test('beside the loss of a flow of the plane: its density and its samples', async () => {
  await show('training');
  const step = await bestStep(runs.newer);
  await page.getByText(`What the model has learned · step ${step}`).waitFor(SOON);
  const pictures = page.locator('fs-live-plane');
  await pictures.locator('fs-plane-map canvas').first().press('+');
  await pictures.getByRole('button', { name: 'Show all' }).click();
  await pictures.getByRole('button', { name: 'Show all' }).waitFor({ ...SOON, state: 'detached' });
  for (const width of [320, 700, 1200]) {
    await page.setViewportSize({ width, height: 900 });
    await drawn(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.screenshot({ path: await pictureFile(`view-live-plane-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1000, height: 900 });
  expect(errors.all()).toEqual([]);
});

test('the time slider: a finished run opens at its best; all pages of a run show the step that one of them chooses', async () => {
  await show('density');
  const slider = page.locator('fs-checkpoint-slider');
  const best = await bestStep(runs.newer);
  await slider.locator('output', { hasText: `step ${best} ★` }).waitFor(SOON);
  const { page: other } = await open(new URL('/samples', view.url).href);
  const step = (of: Page, text: string | RegExp) =>
    of.locator('fs-checkpoint-slider output', { hasText: text }).waitFor(SOON);
  await step(other, `step ${best} ★`);

  // Snapshots are steps, too, and keys go from one to the next.
  await slider.locator('input').press('Home');
  await step(other, /^step 1$/);
  await slider.locator('input').press('ArrowRight');
  await step(other, /^step 2$/);
  await page.getByText('Learned q(x)').waitFor(SOON);
  await page.reload();
  await step(page, /^step 2$/);
  await other.reload();
  await step(other, /^step 2$/);

  // The track is drawn anew once its width is known.
  await slider.locator('svg text', { hasText: /^100$/ }).waitFor(SOON);
  const ticks = await slider.locator('svg').evaluate((svg) => ({
    lines: [...svg.querySelectorAll('line')].map((line) => Number.parseFloat(line.getAttribute('x1')!)),
    labels: [...svg.querySelectorAll('text:not([class])')].map((text) => text.textContent),
  }));
  expect(ticks.lines.length).toBeGreaterThan(10);
  expect(ticks.lines).toEqual(ticks.lines.toSorted((a, b) => a - b));
  expect(ticks.labels).toEqual(['1', '10', '100']);
  for (const width of [320, 800]) {
    await page.setViewportSize({ width, height: 700 });
    // What is as wide as its room is drawn anew once that has another width.
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), SOON).toBe(width);
    await page.screenshot({ path: await pictureFile(`view-time-slider-${width}.png`) });
  }
  await page.setViewportSize({ width: 1000, height: 900 });

  await other.locator('fs-checkpoint-slider vscode-toolbar-button[label="Show the best checkpoint"]').click();
  await step(page, `step ${best} ★`);
  await other.close();
  expect(errors.all()).toEqual([]);
});

test('the layers are sorted by what they are worth, as the command line has it; affine layers come last', async () => {
  const [{ worth }] = await Promise.all([
    flowscope<{ worth: { layers: readonly { index: number; value: number; affine: boolean }[] } }>(
      'inspect',
      runs.newer,
      '--checkpoint',
      'best',
    ),
    show('layers'),
  ]);
  const table = page.locator('fs-layer-table');
  await table.getByText('(affine)').first().waitFor(SOON);
  const rows = () =>
    table
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) => [...row.querySelectorAll('td')].slice(0, 2).map((cell) => cell.textContent?.trim() ?? '')),
      );
  const byWorth = worth.layers.filter(({ affine }) => !affine).toSorted((a, b) => b.value - a.value);
  const heading = table.getByRole('button', { name: 'worth' });
  await heading.click();
  const sorted = await rows();
  expect(sorted.slice(0, byWorth.length).map(([name, value]) => [Number.parseInt(name!, 10), value])).toEqual(
    byWorth.map(({ index, value }) => [index, formatNats(value)]),
  );
  expect(sorted.slice(byWorth.length).map(([, value]) => value)).not.toContain('0.0000');
  await heading.click();
  expect((await rows())[0]).toEqual(sorted[byWorth.length - 1]);

  await table.locator('tbody button').first().click();
  const chosen = Number.parseInt((await rows())[0]![0]!, 10);
  await page.getByRole('heading', { name: new RegExp(`^Layer ${chosen}:`) }).waitFor(SOON);
  expect(errors.all()).toEqual([]);
});

test('numbers and pictures are saved by the browser', async () => {
  await show('density');
  const saved = async (act: () => Promise<void>) => {
    const downloading = page.waitForEvent('download');
    await act();
    const file = await downloading;
    const copy = join(opened.folder, 'saved');
    await file.saveAs(copy);
    return { name: file.suggestedFilename(), content: await readFile(copy) };
  };
  await page.getByText('Learned q(x)').waitFor(SOON);
  const table = await saved(() => page.locator('vscode-toolbar-button[title="Export the density as CSV"]').click());
  expect(table.content.toString().split('\n')[0]).toBe('x1,x2,log q,log p');
  const pictures: [string, string, string, string][] = [
    ['density', 'fs-plane-map', 'Learned q(x)', 'png'],
    ['training', 'fs-line-chart', 'Gradient norm', 'png'],
    ['layers', 'fs-heat-map', 'Mean log|det| over the steps', 'png'],
    ['samples', 'fs-scatter', 'Means and deviations', 'png'],
    ['samples', 'fs-histogram', 'Means and deviations', 'svg'],
    ['latent', 'fs-traversal-paths', 'Data → latent, layer by layer', 'svg'],
    ['latent', 'fs-plane-grid', 'Data → latent, layer by layer', 'png'],
    ['latent', 'fs-quantile-plot', 'against χ²', 'svg'],
    ['compare', 'fs-line-chart', 'Final results', 'png'],
  ];
  for (const [panel, chart, text, kind] of pictures) {
    // A link loads a page anew, also the one that is there.
    if (new URL(page.url()).pathname !== `/${panel}`) await page.locator(`nav a[href="/${panel}"]`).click();
    await page.getByText(text).first().waitFor(SOON);
    // By the keyboard: these buttons are seen only with the mouse or the focus on their chart.
    const { name, content } = await saved(() => page.locator(`${chart} button.save`).first().press('Enter'));
    await writeFile(await pictureFile(`saved-${panel}-${chart}.${kind}`), content);
    expect(name).toMatch(new RegExp(`^two-moons-.*\\.${kind}$`));
    if (kind === 'png') {
      const { width, height, data } = decode(content);
      // The title, axes and legend are around what the panel draws.
      const canvas = page.locator(`${chart} canvas`).first();
      expect(width).toBeGreaterThanOrEqual(Number(await canvas.getAttribute('width')));
      expect(height).toBeGreaterThan(Number(await canvas.getAttribute('height')) + 30);
      // Something is drawn on it.
      expect(new Set(data).size).toBeGreaterThan(4);
    } else expect(content.toString()).toMatch(/^<svg [\s\S]*<(path|circle)[\s\S]*<\/svg>$/);
  }
  expect(errors.all()).toEqual([]);
});

test('several runs are compared; Ctrl-C ends it, and the page says so', async () => {
  const { url, said, end } = await opened.views.open(runs.newer, runs.older);
  expect(new URL(url).pathname).toBe('/compare');
  const { page } = await open(url);
  await page.getByText('Final results').waitFor(SOON);
  expect(await page.locator('.figures tbody tr').count()).toBe(2);
  // Both are of the toy data, whose density is known.
  const floors = page.locator('.figures td[data-name^="exact floor"]');
  await floors.nth(1).waitFor(SOON);
  expect(await floors.allInnerTexts()).toEqual([
    expect.stringMatching(/^1\.0\d+$/),
    expect.stringMatching(/^1\.0\d+$/),
  ]);
  await page.locator('.pictures fs-scatter canvas').nth(1).waitFor(SOON);
  await page.getByText('Settings that differ').waitFor(SOON);
  expect(await page.locator('.settings tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(
      new RegExp(`^training\\.steps\\s+${TRAINED_STEPS.plane.short}\\s+${TRAINED_STEPS.plane.long}$`),
    ),
  ]);
  expect(await end()).toBe(0);
  await notice(page).getByText('flowscope view has ended').waitFor(SOON);
  expect(said()).toBe('');
  await page.close();
});

test('dark, light and high contrast follow the system', async () => {
  await show('layers');
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const looks = [
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(31, 31, 31)'],
    ['high-contrast', 'rgb(0, 0, 0)'],
  ] as const;
  for (const [theme, color] of looks) {
    await page.emulateMedia(THEMES[theme]);
    await page.getByText(LAYERS).waitFor(SOON);
    // The page hears of it with its next frame.
    await expect.poll(background, SOON).toBe(color);
  }
});
