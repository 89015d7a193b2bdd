/** Models of several kinds beside each other: what each can say about a point, and what it cannot. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unreadable } from './clipped.ts';
import { trainComparison } from './compared-models.ts';
import { copyRun } from './copy-run.ts';
import { IS_FULL_TIER } from './full-tier.ts';
import { ALL_THEMES, keepPicture, lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
const WIDTHS = [320, 640, 1100, 1400] as const;

let opened: ViewBrowser;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('models', sharedBrowser());
  const runs = await trainComparison(opened.folder, 'eight-gaussians', {
    edits: [
      ['"samples": 50000', '"samples": 600, "evaluationSamples": 300'],
      [/\[(128, 128|64, 64)\]/g, '[8]'],
    ],
    steps: () => 5,
  });
  const damaged = await copyRun(runs.get('gan')!, join(opened.folder, 'gan', 'gan.flow.json'), 'damaged');
  const weights = (await readdir(join(damaged, 'checkpoints'))).filter((name) => name.endsWith('.safetensors'));
  for (const name of weights) await writeFile(join(damaged, 'checkpoints', name), 'no tensors');
  const { url } = await opened.views.open(...runs.values(), damaged, '--panel', 'compare');
  page = await (await opened.browser.newContext({ viewport: { width: 1100, height: 900 } })).newPage();
  errors = watchErrors(page);
  await page.goto(url);
  await page.locator('section[aria-busy="false"]').waitFor(SOON);
});

afterAll(() => opened?.close());

/** The cells of a measure, in the order of the runs. */
async function cells(title: string): Promise<readonly string[]> {
  const row = page.locator('.judged tbody tr').filter({ has: page.getByText(title, { exact: true }) });
  return (await row.locator('td').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

test('exact values, bounds that say so, and models without a likelihood', async () => {
  const none = ['no likelihood', 'no likelihood'];
  const can = await cells('can give');
  expect(can.slice(0, 6)).toEqual([
    'log q(x), exact',
    'a lower bound of log p(x)',
    ...none,
    'log q(x), exact',
    'no likelihood',
  ]);
  expect(await cells('NLL, nats')).toEqual([
    expect.stringMatching(/^\d+\.\d+ ± /),
    expect.stringMatching(/^≤ \d+\.\d+ ± /),
    'none',
    'none',
    expect.stringMatching(/^\d+\.\d+ ± /),
    'failed',
    '',
  ]);
  expect((await cells('NLL, importance-weighted bound, nats'))[1]).toMatch(/^≤ .* 1000 draws of z, 300 rows$/);
  const [flow, vae, gan, bigan, flowGan] = await cells('change of x');
  expect([flow, flowGan]).toEqual([expect.stringMatching(/^exact \d/), expect.stringMatching(/^exact \d/)]);
  expect([vae, gan, bigan]).toEqual([
    expect.stringMatching(/^blurred \d/),
    'no encoder',
    expect.stringMatching(/^approximate \d/),
  ]);
  expect((await cells('Mode coverage'))[0]).toMatch(/^\d of 8/);
  expect((await cells('Classifier two-sample test')).at(-1)).toMatch(/^0\.\d+ … 0\.\d+$/);
});

test('losses of games are not in the chart, and a bound is named as one', async () => {
  const names = await page.locator('fs-line-chart').first().locator('.u-label').allInnerTexts();
  expect(names.filter((name) => / ≤$|, ≤/.test(name))).toHaveLength(1);
  expect(names.some((name) => name.startsWith('gan'))).toBe(false);
  await page
    .getByText(/^gan \w+, bigan \w+, .*: not in the chart\. The losses of such a model are those of a game/)
    .waitFor(SOON);
  // The flow has the only exact value of best weights, and that of the VAE is a bound: none is the best.
  await page.locator('.figures td[data-name^="best NLL"]', { hasText: '≤' }).waitFor(SOON);
  expect(await page.locator('.figures .best').count()).toBe(0);
  const nlls = await page.locator('.figures td[data-name^="best NLL"]').allInnerTexts();
  expect(nlls.map((text) => /≤|none|–|\d/.exec(text)?.[0])).toEqual([
    expect.stringMatching(/\d/),
    '≤',
    'none',
    'none',
    '–',
    'none',
  ]);
});

test('what fails is said for its run, and can be tried again', async () => {
  const failure = page.locator('section .row', { hasText: 'gan damaged:' });
  await failure.waitFor(SOON);
  await failure.getByRole('button', { name: 'Try Again' }).press('Enter');
  await page.locator('section[aria-busy="false"]').waitFor(SOON);
  await failure.waitFor(SOON);
});

test('the table is saved as CSV, a row for each run', async () => {
  const downloading = page.waitForEvent('download');
  await page.locator('vscode-toolbar-button[title="Export the table as CSV"]').click();
  const copy = join(opened.folder, 'saved.csv');
  await (await downloading).saveAs(copy);
  const [heading, ...rows] = (await readFile(copy, 'utf8')).trim().split('\n');
  expect(heading).toMatch(/^run,says,nll,importance,gap,roundTrip,modes,near,c2st,slicedWasserstein,precision,recall$/);
  expect(rows).toHaveLength(6);
  expect(rows[1]).toContain('≤ ');
});

// Each theme at a width of its own, and in the gate half of them.
test('themes and widths', async () => {
  // What axe and pictures add to a page is none of ours.
  expect(errors.all()).toEqual([]);
  await page.getByText('What these numbers can and cannot show').click();
  await page.getByText('Whether samples look right').waitFor(SOON);
  for (const [i, theme] of ALL_THEMES.entries()) {
    if (!IS_FULL_TIER && i % 2 === 1) continue;
    await page.setViewportSize({ width: WIDTHS[i]!, height: 900 });
    expect(await lookAt(page, theme)).toEqual([]);
    expect(await unreadable(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await keepPicture(page, `models-compare-${theme}-${WIDTHS[i]}`);
  }
});
