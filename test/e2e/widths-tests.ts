/** Every panel at the widths of side panels and of a whole window: nothing important is cut off. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { COMPLETE, panelsOf } from './accessibility-tests.ts';
import { popUpsOutside, unreadable } from './clipped.ts';
import { copyRun } from './copy-run.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture, THEMES, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
/** Milliseconds, for pictures at every width and in every theme. */
const PATIENCE = 240_000;
const HEIGHT = 900;
/** CSS pixels. */
export const WIDTHS = [320, 480, 800, 1400] as const;

export interface WidthsOptions {
  readonly flows: readonly ('plane' | 'images')[];
  readonly widths: readonly number[];
  /** A picture is kept of each; none: of none. */
  readonly themes: readonly Theme[];
}

/** Shows what is narrow only after a choice. */
const CHOOSE: Partial<Record<PanelName, (page: Page) => Promise<void>>> = {
  async layers(page) {
    await page.locator('fs-waterfall g.term').nth(2).click();
    await page.locator('fs-layer-detail table, fs-layer-detail fs-heat-map').first().waitFor(SOON);
    await page.locator('fs-layer-table td.leading').getByText(/\d/).first().waitFor(SOON);
  },
  async samples(page) {
    await page.locator('fs-image-grid canvas, fs-scatter canvas').first().waitFor(SOON);
  },
};

/** What else holds at every width. */
const HOLDS: Partial<Record<PanelName, (page: Page) => Promise<void>>> = {
  async layers(page) {
    // The verdict is read without scrolling, above the figures.
    const [verdict, figures] = await Promise.all(
      ['.verdict .headline', 'fs-figure'].map((selector) => page.locator(selector).first().boundingBox()),
    );
    expect(verdict!.y + verdict!.height).toBeLessThan(Math.min(figures!.y, HEIGHT / 3));
    const moments = page.locator('fs-layer-detail .moments');
    if ((await moments.count()) === 0) return;
    const [needed, given] = await moments.evaluate((table) => [table.scrollWidth, table.clientWidth]);
    expect(needed).toBeLessThanOrEqual(given!);
  },
};

export function testWidths({ flows, widths, themes }: WidthsOptions): void {
  let opened: ViewBrowser;

  beforeAll(async () => {
    opened = await openViewBrowser('widths', sharedBrowser());
  });

  afterAll(() => opened?.close());

  describe.each(flows)('%s', (flow) => {
    let page: Page;
    let errors: PageErrors;

    beforeAll(async () => {
      const { plane, images } = inject('trained');
      const spec = join(opened.folder, 'widths', `${flow}.flow.json`);
      await mkdir(dirname(spec), { recursive: true });
      const runs = flow === 'plane' ? [plane.long, plane.short] : [images];
      const [run] = await Promise.all(runs.map((found) => copyRun(found, spec)));
      if (flow === 'plane') await opened.writePlane(join('widths', 'plane.flow.json'));
      else await writeFile(spec, imageSpec());
      const { url } = await opened.views.open(run!);
      page = await (await opened.browser.newContext({ viewport: { width: widths[0]!, height: HEIGHT } })).newPage();
      errors = watchErrors(page);
      await page.goto(url);
    });

    afterAll(() => page?.context().close());

    test.each(panelsOf(flow))(
      '%s',
      async (panel) => {
        await page.locator(`nav a[href="/${panel}"]`).click();
        await page.getByText(COMPLETE[panel]).first().waitFor(SOON);
        await CHOOSE[panel]?.(page);
        for (const width of widths) {
          await page.setViewportSize({ width, height: HEIGHT });
          expect(await unreadable(page), `at ${width} pixels`).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(await popUpsOutside(page), `at ${width} pixels`).toEqual([]);
          await page.evaluate('document.activeElement?.blur(), scrollTo(0, 0)');
          await HOLDS[panel]?.(page);
          await page.mouse.move(1, 1);
          for (const theme of themes) {
            await page.emulateMedia(THEMES[theme]);
            await keepPicture(page, `${flow}-${panel}-${width}-${theme}`);
          }
        }
        expect(errors.all()).toEqual([]);
      },
      PATIENCE,
    );
  });
}
