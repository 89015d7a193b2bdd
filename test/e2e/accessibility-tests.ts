/** Every panel, of a flow of the plane and of one of images: axe's findings in some themes, and whether it fits when it is narrow. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { train } from './command-line.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture, lookAt, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { PLANE_SPEC } from './plane-spec.ts';
import { runFolders } from './run-folders.ts';
import { sharedBrowser } from './shared-browser.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

/** Held-out rows on the upper and on the lower moon. */
const [UPPER, LOWER] = ['0', '2'];
const SOON = { timeout: 60_000 };
const WIDE = { width: 1000, height: 900 };
/** As wide as a side panel, or a page at 200 %. */
export const NARROW = { width: 420, height: 900 };

/** What each panel says when it is complete. */
export const COMPLETE: Readonly<Record<PanelName, string>> = {
  training: 'Gradient norm',
  layers: 'The terms add up to log q(x) in every row.',
  latent: 'Latents against the base distribution',
  samples: 'x = f⁻¹(z)',
  density: 'Learned q(x)',
  evaluation: 'How to read PIT histograms and QQ plots',
  compare: 'Final results',
};

export interface Look {
  readonly flow: 'plane' | 'images';
  readonly panel: PanelName;
  readonly themes: readonly Theme[];
}

export interface LooksOptions {
  /** What is looked at, flow by flow. */
  readonly looks: readonly Look[];
  /** Whether a picture is kept of each. */
  readonly keepsPictures: boolean;
}

export function testLooks({ looks, keepsPictures }: LooksOptions): void {
  let opened: ViewBrowser;

  beforeAll(async () => {
    opened = await openViewBrowser('axe', sharedBrowser());
  });

  afterAll(() => opened?.close());

  describe.each([...new Set(looks.map(({ flow }) => flow))])('%s', (flow) => {
    let page: Page;
    let errors: PageErrors;
    let compared: readonly string[] = [];

    beforeAll(async () => {
      const { plane, images } = inject('trained');
      const spec = join(opened.folder, 'flows', flow === 'plane' ? PLANE_SPEC : 'images.flow.json');
      await mkdir(join(opened.folder, 'flows'), { recursive: true });
      const runs = flow === 'plane' ? [plane.long, plane.short] : [images];
      const [run] = await Promise.all(runs.map((found) => copyRun(found, spec)));
      if (flow === 'plane') await opened.writePlane(join('flows', PLANE_SPEC));
      else await writeFile(spec, imageSpec());
      if (flow === 'plane' && keepsPictures) compared = await trainVariants(dirname(spec));
      const { url } = await opened.views.open(run!);
      page = await (await opened.browser.newContext({ viewport: WIDE })).newPage();
      errors = watchErrors(page);
      await page.goto(url);
    });

    afterAll(() => page?.context().close());

    test.each(looks.filter((look) => look.flow === flow).map(({ panel, themes }) => [panel, themes] as const))(
      '%s in %s',
      async (panel, themes) => {
        const known = errors.all().length;
        await page.setViewportSize(WIDE);
        await page.locator(`nav a[href="/${panel}"]`).click();
        await page.getByText(COMPLETE[panel]).first().waitFor(SOON);
        if (flow === 'plane' && panel === 'latent') await warp(page);
        if (panel === 'compare') await compare(page, compared);
        await page.setViewportSize(NARROW);
        await drawn(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
        // What axe and the pictures add to the page is none of ours.
        expect(errors.all().slice(known)).toEqual([]);
        if (panel === 'compare') expect(await overflow(page.locator('.figures'))).toBe(0);
        if (keepsPictures) await keepPicture(page, `${flow}-${panel}-narrow`);
        await page.setViewportSize(WIDE);
        for (const theme of themes) {
          expect(await lookAt(page, theme)).toEqual([]);
          if (keepsPictures) await keepPicture(page, `${flow}-${panel}-${theme}`);
        }
      },
    );

    test('each picture has a table, which opens with the keyboard', async () => {
      await page.setViewportSize(WIDE);
      await page.locator('nav a[href="/samples"]').click();
      // The panel before has tables, too.
      const summary = page.locator('flowscope-samples fs-number-table summary').first();
      await summary.waitFor(SOON);
      await summary.focus();
      await page.keyboard.press('Enter');
      await page.locator('fs-number-table tbody tr').nth(3).waitFor(SOON);
      expect(await page.locator('fs-number-table tbody tr').first().locator('td').count()).toBeGreaterThanOrEqual(3);
    });
  });
}

/** Trains the flow with a larger learning rate, and with half of its couplings. @returns run directories */
async function trainVariants(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, PLANE_SPEC), 'utf8');
  const variants = { 'larger-rate': ['1e-3', '3e-3'], 'four-couplings': ['"times": 8', '"times": 4'] } as const;
  const before = runFolders(folder);
  for (const [name, [from, to]] of Object.entries(variants)) {
    expect(text).toContain(from);
    const spec = join(folder, `${name}.flow.json`);
    await writeFile(spec, text.replace(from, to));
    expect(await train(spec, { steps: TRAINED_STEPS.plane.long })).toBe(true);
  }
  return runFolders(folder).filter((run) => !before.includes(run));
}

/** Adds runs to the comparison. */
async function compare(page: Page, runs: readonly string[]): Promise<void> {
  for (const run of runs) {
    await page.locator('.bar select').selectOption(run);
    await page.locator('.figures').getByText(basename(run)).waitFor(SOON);
  }
  if (runs.length > 0) await page.locator('.settings').getByText('training.optimizer.learningRate').waitFor(SOON);
  await page.locator('.pictures canvas').first().waitFor(SOON);
}

/** The plane after half of the layers, and a path from one moon to the other. */
async function warp(page: Page): Promise<void> {
  const place = page.locator('fs-stage-slider input');
  await place.waitFor(SOON);
  await place.fill('160');
  for (const [label, row] of [
    ['from row', UPPER],
    ['to row', LOWER],
  ] as const) {
    await page.locator('label', { hasText: label }).locator('input').fill(row);
    await page.keyboard.press('Enter');
  }
  await page.getByText(`row ${UPPER} to row ${LOWER}`, { exact: true }).waitFor(SOON);
  await page.locator('.stale').waitFor({ ...SOON, state: 'detached' });
}

/** Every panel that there is of a flow: images have no maps of their density, and no figures of columns. */
export function panelsOf(flow: Look['flow']): readonly PanelName[] {
  return PANELS.filter((panel) => flow === 'plane' || (panel !== 'density' && panel !== 'evaluation'));
}

/** CSS pixels by which its content is wider than it. */
async function overflow(element: Locator): Promise<number> {
  const widths = await element.evaluate((found) => {
    const { scrollWidth, clientWidth } = found as unknown as { scrollWidth: number; clientWidth: number };
    return [scrollWidth, clientWidth] as const;
  });
  return widths[0] - widths[1];
}
