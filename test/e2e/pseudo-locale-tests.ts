/** Every text of the panels comes from a table, and longer texts fit into a side panel: the panels of trained runs. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { runHandle } from '../../protocol/run-handle.ts';
import { COMPLETE, NARROW, panelsOf } from './accessibility-tests.ts';
import { copyRun } from './copy-run.ts';
import { imageSpec } from './image-spec.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { overflow, pseudoLocale, unfold, unmarked } from './pseudo-locale.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

/** Shows what a panel shows only after a choice. */
const CHOOSE: Partial<Record<`${'plane' | 'images'} ${PanelName}`, (page: Page) => Promise<void>>> = {
  async 'plane training'(page) {
    await page.locator('fs-line-chart .plot').first().press('+');
    await page.getByRole('button', { name: 'All steps' }).waitFor(SOON);
  },
  async 'plane layers'(page) {
    await page.locator('fs-waterfall g.term').first().click();
    await page.locator('fs-layer-detail fs-scatter').first().waitFor(SOON);
  },
  async 'images layers'(page) {
    await page.locator('fs-waterfall g.term').nth(2).click();
    await page.locator('fs-layer-detail table').first().waitFor(SOON);
  },
  async 'plane latent'(page) {
    await page.locator('label:has-text("from") select').selectOption({ index: 1 });
    await page.getByText('traversals from row').waitFor(SOON);
    await page.locator('fs-flow-plane fs-waterfall').waitFor(SOON);
  },
  async 'images latent'(page) {
    await page.locator('.traversal fs-image-grid canvas').first().click();
    await page.locator('fs-enlarged-image').getByText('nats').waitFor(SOON);
    await page.keyboard.press('Escape');
  },
  async 'images samples'(page) {
    await page.getByRole('button', { name: 'Nearest training images' }).click();
    await page.locator('figcaption').first().waitFor(SOON);
  },
  async 'plane density'(page) {
    await page.locator('fs-plane-map canvas').first().press('+');
    await page.getByRole('button', { name: 'Show all' }).waitFor(SOON);
  },
  async 'plane compare'(page) {
    await page.locator('.bar vscode-checkbox').first().click();
    await page.getByText('Differences from the spec').waitFor(SOON);
  },
};

/** @param flow whose panels are looked at */
export function testPseudoLocale(flow: 'plane' | 'images'): void {
  let opened: ViewBrowser;
  let page: Page;
  let errors: PageErrors;
  let names: readonly string[];

  beforeAll(async () => {
    opened = await openViewBrowser('pseudo', sharedBrowser());
    const { plane, images } = inject('trained');
    const spec = join(opened.folder, flow, `${flow}.flow.json`);
    const runs = await Promise.all(
      (flow === 'plane' ? [plane.long, plane.short] : [images]).map((found) => copyRun(found, spec)),
    );
    if (flow === 'plane') await opened.writePlane(join(flow, 'plane.flow.json'));
    else await writeFile(spec, imageSpec());
    names = await namesOf(runs, await readFile(spec, 'utf8'));
    const context = await opened.browser.newContext({ viewport: NARROW });
    await (await pseudoLocale()).use(context);
    page = await context.newPage();
    errors = watchErrors(page);
    const { url } = await opened.views.open(runs[0]!);
    await page.goto(url);
  });

  afterAll(async () => {
    await page?.context().close();
    await opened?.close();
  });

  test.each(panelsOf(flow))(`${flow}: %s`, async (panel) => {
    await page.locator(`nav a[href="/${panel}"]`).click();
    // The panel before may have the same text.
    await page.waitForURL(`**/${panel}`);
    await page.getByText(COMPLETE[panel]).first().waitFor(SOON);
    await CHOOSE[`${flow} ${panel}`]?.(page);
    await unfold(page);
    expect(await unmarked(page, names)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(errors.all()).toEqual([]);
  });
}

/** Names that panels show of these runs of a spec. */
async function namesOf(runs: readonly string[], spec: string): Promise<readonly string[]> {
  const records = await Promise.all(runs.map(async (run) => JSON.parse(await readFile(join(run, 'run.json'), 'utf8'))));
  const types = [...spec.matchAll(/"type":\s*"([a-z-]+)"/g)].map(([, type]) => type!);
  // Compare tells runs of one name apart by the end of their ids, which may look like a word: `e2ef`.
  const shown = records.flatMap(({ id, name, spec: path }) => [id, runHandle({ name, id }), name, path]);
  return [...runs, ...shown, ...types, 'cpu'];
}
