/** Reports of images, and the pictures of the walkthrough, which are of a report. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { reportResultSchema } from '../../protocol/report/report-result.ts';
import { flowscope } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { THEMES } from './looks.ts';
import { watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
const MOST_BYTES = 5_000_000;
/** A report takes a second of the processor for each step and more. */
const PATIENCE = 300_000;
/** Around what a picture is of, CSS pixels. */
const MARGIN = 8;

let opened: ViewBrowser;
beforeAll(async () => {
  opened = await openViewBrowser('reports', sharedBrowser());
});
afterAll(() => opened?.close());

/** An offline page with the report of a run. */
async function reportOf(runDir: string, spec: string) {
  const run = await copyRun(runDir, join(opened.folder, spec));
  const file = join(opened.folder, `${spec}.html`);
  const report = reportResultSchema.parse(await flowscope('report', run, '-o', file));
  const context = await opened.browser.newContext({ viewport: { width: 900, height: 900 }, deviceScaleFactor: 1.5 });
  await context.setOffline(true);
  const page = await context.newPage();
  const errors = watchErrors(page);
  const show = async (panel: string) => {
    await page.goto(`${pathToFileURL(file).href}#${panel}`);
    await page.locator(panel === '' ? 'fs-report-overview main' : `flowscope-${panel} main`).waitFor(SOON);
  };
  return { report, page, errors, show };
}

test(
  'images: samples, also of every label and beside their nearest training images, the latent space, and a coupling',
  async () => {
    const { report, page, errors, show } = await reportOf(inject('trained').images, 'images.flow.json');
    expect(report.bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(report.panels).toEqual(['training', 'layers', 'latent', 'samples']);
    await show('samples');
    await page.locator('fs-image-grid canvas').first().waitFor(SOON);
    await page.getByRole('button', { name: 'Nearest training images' }).click();
    await page.locator('.pairs figure').first().waitFor(SOON);
    await page.locator('main select').last().selectOption({ label: 'every value' });
    await page.locator('fs-image-grid.samples .labels').getByText('label 9').waitFor(SOON);
    await show('latent');
    await page.locator('.traversal fs-image-grid canvas').first().waitFor(SOON);
    const context = page.locator('label', { hasText: 'context' }).locator('select');
    const note = page.locator('.muted', { hasText: 'context' });
    await note.getByText('The context changes, too').waitFor(SOON);
    await context.selectOption({ label: 'fixed' });
    await note.getByText('All points have the context').waitFor(SOON);
    // What the daemon chooses is not listed as a choice.
    await context.selectOption({ label: 'blended' });
    await note.getByText('The context changes, too').waitFor(SOON);
    await show('layers');
    const coupling = 3;
    await page.locator('fs-waterfall g.term').nth(coupling).click();
    await page.locator('fs-layer-detail fs-histogram').first().waitFor(SOON);
    await page.locator('fs-coupling').getByText('12 of 784 dimensions').waitFor(SOON);
    expect(errors.all()).toEqual([]);
    await page.screenshot({ path: await pictureFile('report-images-layers.png'), fullPage: true });
  },
  PATIENCE,
);

test(
  'the pictures of the walkthrough',
  async () => {
    const { page, show } = await reportOf(inject('trained').plane.long, 'two-moons.flow.json');
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia(THEMES[theme]);
      /** @param last of several elements; default: the only one */
      const keep = async (name: string, first: Locator, last = first) => {
        await drawn(page);
        await first.scrollIntoViewIfNeeded();
        const boxes = await Promise.all([first, last].map((element) => element.boundingBox()));
        const [from, to] = boxes.map((box) => box!);
        const clip = {
          x: from!.x - MARGIN,
          y: from!.y - MARGIN,
          width: to!.x + to!.width - from!.x + 2 * MARGIN,
          height: Math.max(from!.height, to!.height) + 2 * MARGIN,
        };
        await page.screenshot({ path: await pictureFile(`walkthrough-${name}-${theme}.png`), clip });
      };
      await show('latent');
      await keep('explore-latent', page.locator('fs-traversal-paths').first());
      await keep(
        'new-flow',
        page.locator('fs-flow-plane .panes > div').first(),
        page.locator('fs-flow-plane .panes > div').nth(1),
      );
      await show('training');
      await page.locator('fs-line-chart canvas').first().waitFor(SOON);
      await keep('train', page.locator('fs-line-chart').first());
      await show('layers');
      await page.locator('fs-waterfall g.term').nth(10).click();
      await page.locator('fs-coupling .jacobian').waitFor(SOON);
      await keep('inspect-layers', page.locator('fs-coupling'));
      await keep('verify', page.locator('fs-waterfall'));
      await show('density');
      await page.getByText('Learned q(x)').waitFor(SOON);
      await page.setViewportSize({ width: 900, height: 500 });
      await keep('share', page.locator('flowscope-report'));
      await page.setViewportSize({ width: 900, height: 900 });
    }
  },
  PATIENCE,
);
