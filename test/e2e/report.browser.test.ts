/** `flowscope report`: a file that shows the panels of a run without any network, with the numbers of the command line. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type * as z from 'zod';
import { formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import type { couplingResultSchema } from '../../protocol/figures/coupling.ts';
import type { densityResultSchema } from '../../protocol/figures/density.ts';
import type { inspectResultSchema } from '../../protocol/figures/layers.ts';
import { reportResultSchema } from '../../protocol/report/report-result.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { IS_FULL_TIER } from './full-tier.ts';
import { keepPicture, lookAt, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
const MOST_BYTES = 5_000_000;

let opened: ViewBrowser;
let runDir: string;
let report: z.infer<typeof reportResultSchema>;
let context: BrowserContext;
let page: Page;
let errors: PageErrors;
/** Addresses that the page asked for. */
const requests: string[] = [];

beforeAll(async () => {
  opened = await openViewBrowser('report', sharedBrowser());
  const spec = await opened.writePlane();
  runDir = await copyRun(inject('trained').plane.long, spec);
  report = reportResultSchema.parse(await flowscope('report', runDir, '-o', join(opened.folder, 'moons.html')));
  context = await opened.browser.newContext({ viewport: { width: 1000, height: 900 }, acceptDownloads: true });
  await context.setOffline(true);
  page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  errors = watchErrors(page);
  await page.goto(pathToFileURL(report.path).href);
}, 300_000);

afterAll(() => opened?.close());

async function show(panel: string): Promise<void> {
  await page.locator(`nav a[href="#${panel}"]`).click();
  await expect.poll(() => page.locator('nav a[aria-current="page"]').getAttribute('href'), SOON).toBe(`#${panel}`);
}

test('the command writes one small file and says what is in it', async () => {
  const { checkpoint: best } = await flowscope<{ checkpoint: number }>('inspect', runDir);
  expect(report).toMatchObject({
    checkpoint: best,
    panels: ['training', 'layers', 'latent', 'samples', 'density', 'evaluation'],
  });
  expect(report.bytes).toBe((await readFile(report.path)).length);
  expect(report.bytes).toBeLessThanOrEqual(MOST_BYTES);
  // All snapshots have room.
  expect(report.leftOutSteps).toEqual([]);
  expect(report.steps.length).toBeGreaterThan(10);
  expect((await readdir(dirname(report.path))).filter((name) => name.includes('tmp'))).toEqual([]);
  const text = await readFile(report.path, 'utf8');
  expect(text).not.toContain(opened.folder);
  expect(text).toContain("default-src 'none'");
});

test('the first page says where its numbers come from; its commands print them again', async () => {
  await page.getByText('About this report').waitFor(SOON);
  const record = JSON.parse(await readFile(join(runDir, 'run.json'), 'utf8')) as { dataFingerprint: string };
  const text = (await page.locator('fs-report-overview main').textContent()) ?? '';
  expect(text).toContain(record.dataFingerprint);
  expect(text).toContain(`${TRAINED_STEPS.plane.long} steps`);
  expect(text).toContain('"two-moons"');
  const commands = await page.locator('fs-report-overview code').allTextContents();
  expect(commands.length).toBeGreaterThan(8);
  const tried = new Set<string>();
  for (const command of commands) {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('flowscope');
    const [name] = args;
    // The others are long, or are what made this file.
    if (!['evaluate', 'inspect', 'coupling', 'density', 'sample'].includes(name!)) continue;
    // In the full tier all of them.
    if (!IS_FULL_TIER && tried.has(name!)) continue;
    tried.add(name!);
    const placed = args.map((arg, i) => (i === 1 ? runDir : args[i - 1] === '-o' ? join(opened.folder, arg) : arg));
    const printed = await flowscope<{ logLikelihood?: { mean: number; se: number } }>(...placed);
    if (printed.logLikelihood !== undefined) expect(text).toContain(formatNats(-printed.logLikelihood.mean));
  }
});

test('each panel shows its figure, with the numbers of the command line', async () => {
  const at = ['--checkpoint', String(report.checkpoint)];
  await show('training');
  await page.getByText(`finished, ${TRAINED_STEPS.plane.long} steps`, { exact: false }).first().waitFor(SOON);
  await page.locator('fs-line-chart canvas').first().waitFor(SOON);
  // For a flow of the plane, the learned density is beside the loss.
  await page.locator('fs-live-plane fs-scatter canvas').first().waitFor(SOON);
  // Nothing can be trained here.
  expect(await page.locator('vscode-toolbar-button[icon^="debug"]').count()).toBe(0);

  await show('layers');
  const inspected = await flowscope<z.infer<typeof inspectResultSchema>>('inspect', runDir, ...at);
  const nll = page.locator('fs-figure[name="NLL"] .value');
  await nll.waitFor(SOON);
  expect((await nll.textContent())?.replaceAll('\u202f', '')).toContain(formatNats(-inspected.total.mean!));
  await page.getByText('The terms add up to log q(x) in every row.').waitFor(SOON);

  await show('latent');
  await page.getByText('Row 0, layer by layer').waitFor(SOON);
  await page.locator('fs-plane-grid canvas').first().waitFor(SOON);
  const paths = page.locator('fs-traversal-paths').first();
  const drawnPaths = (name: string) => expect.poll(() => paths.getByText(name).count(), SOON);
  await drawnPaths('z0').toBeGreaterThan(0);
  // One kind of directions is a part of what the file has.
  await page.locator('flowscope-latent select', { hasText: 'all kinds' }).selectOption('principal');
  await drawnPaths('z0').toBe(0);
  await drawnPaths('PC 1').toBeGreaterThan(0);

  await show('samples');
  await page.getByText('Means and deviations').first().waitFor(SOON);
  await page.locator('fs-scatter canvas').first().waitFor(SOON);

  await show('density');
  await page.getByText('Learned q(x)').waitFor(SOON);
  const density = await flowscope<z.infer<typeof densityResultSchema>>('density', runDir, ...at, '--size', '192');
  const integral = page.locator('fs-figure[name="mass inside the picture"] .value');
  expect((await integral.textContent())?.trim()).toBe(formatNumber(density.integral!, 5));

  await show('evaluation');
  await page.getByText('How to read PIT histograms and QQ plots').waitFor(SOON);
  await page.locator('flowscope-evaluation fs-figure[name="C2ST"]').getByText('data: ').waitFor(SOON);
  expect(errors.all()).toEqual([]);
});

test('a coupling of the run: x₁ passes through, and the diagonal of its Jacobian gives its log-det', async () => {
  await show('layers');
  const layer = 2;
  const coupling = await flowscope<z.infer<typeof couplingResultSchema>>(
    ...['coupling', runDir, '--checkpoint', String(report.checkpoint), '--layer', String(layer), '--row', '1'],
  );
  await page.locator('fs-waterfall g.term').nth(layer).click();
  await page.getByText(`Layer ${layer}: affine-coupling [1]`).waitFor(SOON);
  const view = page.locator('fs-coupling');
  await view.locator('input[type="number"]').fill('1');
  await view.locator('input[type="number"]').press('Enter');
  await view.getByText(`The layer’s own log-det is ${formatNats(coupling.logDet)} nats: the same.`).waitFor(SOON);
  const cells = await view.locator('.jacobian td').allTextContents();
  expect(cells).toEqual(coupling.jacobian.flat().map((value) => formatNumber(value!, 3)));
  expect(cells.slice(0, 2)).toEqual(['1', '0']);
  // A row that is not in the file: in words, and back again.
  await view.locator('input[type="number"]').fill('77');
  await view.locator('input[type="number"]').press('Enter');
  await page.getByText('This report does not have it for row 77. It has it for row 0, row 1').waitFor(SOON);
  await view.locator('input[type="number"]').fill('0');
  await view.locator('input[type="number"]').press('Enter');
  await view.locator('.jacobian td').first().waitFor(SOON);
});

test('the time slider shows the steps of the run, also in the other panels', async () => {
  await show('density');
  const slider = page.locator('fs-checkpoint-slider');
  await slider.locator('output', { hasText: `step ${report.checkpoint} ★` }).waitFor(SOON);
  await slider.locator('input').press('Home');
  await slider.locator('output', { hasText: /^step 1$/ }).waitFor(SOON);
  const figure = page.locator('fs-figure[name="mass inside the picture"]');
  await figure.getByText('step 1', { exact: true }).waitFor(SOON);
  for (const [panel, text] of [
    ['samples', 'step 1, T = 1.00'],
    ['layers', 'The terms add up to log q(x) in every row.'],
  ] as const) {
    await show(panel);
    await slider.locator('output', { hasText: /^step 1$/ }).waitFor(SOON);
    await page.getByText(text).first().waitFor(SOON);
  }
  await slider.locator('vscode-toolbar-button[label="Show the best checkpoint"]').click();
  await slider.locator('output', { hasText: `step ${report.checkpoint} ★` }).waitFor(SOON);
});

test('what it does not have it says in words', async () => {
  await show('samples');
  const seed = page.locator('input[type="number"]').first();
  await seed.fill('5');
  await seed.press('Enter');
  await page.getByText('This report does not have it for seed 5. It has it for seed 0.').waitFor(SOON);
  await page.getByText('flowscope view RUN').waitFor(SOON);
  await seed.fill('0');
  await seed.press('Enter');
  await page.locator('fs-scatter canvas').first().waitFor(SOON);
});

test('curves can be zoomed, and numbers saved', async () => {
  await show('training');
  await page.locator('fs-line-chart canvas').first().waitFor(SOON);
  const chart = page.locator('fs-line-chart').first();
  await chart.locator('.u-over').hover();
  await page.mouse.wheel(0, -400);
  await page.locator('vscode-toolbar-button[icon="zoom-out"]').first().waitFor(SOON);
  await page.locator('vscode-toolbar-button[icon="zoom-out"]').first().click();
  const downloading = page.waitForEvent('download');
  await page.locator('vscode-toolbar-button[title="Export the curves as CSV"]').click();
  expect((await downloading).suggestedFilename()).toMatch(/curves\.csv$/);
});

// Before pictures are taken: Playwright adds a style to the page for them.
test('nothing was requested, nothing went wrong, nothing was blocked', () => {
  expect([...new Set(requests.map((url) => url.split('#')[0]))]).toEqual([pathToFileURL(report.path).href]);
  expect(errors.all()).toEqual([]);
});

// Each page in one of the themes, and in the full tier in both.
test.each([
  ['light', 0],
  ['dark', 1],
] as const)('it looks right in %s', async (theme: Theme, turn) => {
  const found: string[] = [];
  const pages = ['', ...report.panels];
  for (const panel of pages.filter((_, i) => IS_FULL_TIER || i % 2 === turn)) {
    await show(panel);
    await page.locator(panel === '' ? 'fs-report-overview' : `flowscope-${panel} main`).waitFor(SOON);
    await drawn(page);
    found.push(...(await lookAt(page, theme)).map((finding) => `${panel}: ${finding}`));
    await keepPicture(page, `report-${panel === '' ? 'about' : panel}-${theme}`);
  }
  expect(found).toEqual([]);
});
