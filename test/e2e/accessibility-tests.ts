/** Every panel, of a flow of the plane and of one of images: axe's findings in some themes, and whether it fits when it is narrow. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { copyRun } from './copy-run.ts';
import { drawn } from './drawn.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture, lookAt, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

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
  compare: 'Final figures',
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

  describe.each(['plane', 'images'] as const)('%s', (flow) => {
    let page: Page;
    let errors: PageErrors;

    beforeAll(async () => {
      const { plane, images } = inject('trained');
      // A project of its own: a comparison shows all runs that there are.
      const spec = join(opened.folder, flow, `${flow}.flow.json`);
      const runs = flow === 'plane' ? [plane.long, plane.short] : [images];
      const [run] = await Promise.all(runs.map((found) => copyRun(found, spec)));
      if (flow === 'plane') await opened.copyExample('two-moons.flow.json', join(flow, 'plane.flow.json'));
      else await writeFile(spec, imageSpec());
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

    test('tables stand behind the pictures, and open by the keyboard', async () => {
      await page.setViewportSize(WIDE);
      await page.locator('nav a[href="/samples"]').click();
      const summary = page.locator('fs-number-table summary').first();
      await summary.waitFor(SOON);
      await summary.focus();
      await page.keyboard.press('Enter');
      await page.locator('fs-number-table tbody tr').nth(3).waitFor(SOON);
      expect(await page.locator('fs-number-table tbody tr').first().locator('td').count()).toBeGreaterThanOrEqual(3);
    });
  });
}

/** Every panel that there is of a flow. */
export function panelsOf(flow: Look['flow']): readonly PanelName[] {
  return PANELS.filter((panel) => flow === 'plane' || panel !== 'density');
}

/** CSS pixels by which its content is wider than it. */
async function overflow(element: Locator): Promise<number> {
  const widths = await element.evaluate((found) => {
    const { scrollWidth, clientWidth } = found as unknown as { scrollWidth: number; clientWidth: number };
    return [scrollWidth, clientWidth] as const;
  });
  return widths[0] - widths[1];
}
