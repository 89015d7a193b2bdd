/**
 * The comparisons of docs/flow-vae-gan.md, with their pictures: `npm run pictures` takes those of the last test. FLOWSCOPE_COMPARED_RUNS names
 * a folder with runs DATA/KIND that were trained before, at full length; otherwise they are trained here for a part of their steps.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comparisonTemplates } from '../../daemon/templates/comparisons.ts';
import { flowscope } from './command-line.ts';
import { trainComparison } from './compared-models.ts';
import { drawn } from './drawn.ts';
import { THEMES } from './looks.ts';
import { watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const PATIENCE = 1_200_000;
const LONG = { timeout: 600_000 };
const MARGIN = 8;
const LABELS: Readonly<Record<string, string>> = {
  flow: 'Flow',
  vae: 'VAE',
  gan: 'GAN',
  bigan: 'BiGAN',
  'flow-gan': 'Flow-GAN',
};
/** Enough for samples that resemble the data. */
const STEPS: Readonly<Record<string, number>> = { flow: 400, vae: 1500, gan: 1500, bigan: 1500, 'flow-gan': 300 };

let opened: ViewBrowser;

beforeAll(async () => {
  opened = await openViewBrowser('comparison', sharedBrowser());
});

afterAll(() => opened?.close());

async function runsOf(data: string): Promise<readonly string[]> {
  const { specs } = comparisonTemplates.find((template) => template.data === data)!;
  const kept = process.env.FLOWSCOPE_COMPARED_RUNS;
  const folder = join(opened.folder, data);
  const trained =
    kept === undefined ? await trainComparison(folder, data, { edits: [], steps: (kind) => STEPS[kind]! }) : null;
  const runs: string[] = [];
  for (const { kind } of specs) {
    const run = trained?.get(kind) ?? join(folder, kind);
    if (kept !== undefined) await cp(join(kept, data, kind), run, { recursive: true });
    await flowscope('annotate', run, '--label', LABELS[kind]!);
    runs.push(run);
  }
  return runs;
}

/** A picture of what is from the first element to the end of the last one. */
async function keep(page: Page, name: string, first: Locator, last: Locator): Promise<void> {
  await drawn(page);
  const boxes = await Promise.all([first, last].map((element) => element.boundingBox()));
  const [from, to] = boxes.map((box) => box!);
  const clip = {
    x: Math.max(0, from!.x - MARGIN),
    y: from!.y - MARGIN,
    width: from!.width + 2 * MARGIN,
    height: to!.y + to!.height - from!.y + 2 * MARGIN,
  };
  await page.screenshot({ path: await pictureFile(`${name}.png`), clip, fullPage: true });
}

test.each(comparisonTemplates.map(({ data }) => data))(
  'models of %s beside each other',
  async (data) => {
    const runs = await runsOf(data);
    const { url } = await opened.views.open(...runs, '--panel', 'compare');
    const page = await (await opened.browser.newContext({ viewport: { width: 1180, height: 900 } })).newPage();
    const errors = watchErrors(page);
    await page.goto(url);
    await page.locator('section[aria-busy="false"]').waitFor(LONG);
    const row = page.locator('.judged tbody tr', { hasText: 'change of x' });
    const kinds = (await row.locator('td').allInnerTexts()).map((text) => /^[a-z ]+/.exec(text.trim())?.[0].trim());
    expect(kinds.slice(0, 4)).toEqual(['exact', 'blurred', 'no encoder', 'approximate']);
    expect(await page.locator('.failure').allInnerTexts()).toEqual([]);
    expect(errors.all()).toEqual([]);
    const section = (heading: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
    const [samples, judged, pairs] = ['Samples', 'What each run can say and do', 'Round trips'].map(section);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia(THEMES[theme]);
      await keep(page, `comparison-${data}-${theme}`, samples!, pairs!);
      await keep(
        page,
        `comparison-${data}-curves-${theme}`,
        section('Validation NLL, nats').or(section('Validation NLL, bits/dim')),
        section('Final results'),
      );
      if (data === 'eight-gaussians') await keep(page, `walkthrough-compare-models-${theme}`, samples!, judged!);
    }
  },
  PATIENCE,
);
