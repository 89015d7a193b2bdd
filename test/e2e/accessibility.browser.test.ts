/** Every panel, of a flow of the plane and of one of images, in each theme: axe's findings, and whether it fits when it is narrow. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PANELS, type PanelName } from '../../protocol/panel/panel-names.ts';
import { flowscope, train } from './command-line.ts';
import { imageSpec } from './image-spec.ts';
import { lookAt, THEMES, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { pictureFile } from './picture-file.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

/** What each panel says when it is complete. */
const COMPLETE: Readonly<Record<PanelName, string>> = {
  training: 'Gradient norm',
  layers: 'The terms add up to log q(x) in every row.',
  latent: 'Latents of held-out rows against the base',
  samples: 'x = f⁻¹(z)',
  density: 'Learned q(x)',
  compare: 'Last figures',
};

let opened: ViewBrowser;

beforeAll(async () => {
  opened = await openViewBrowser('axe');
  const images = join(opened.folder, 'images.flow.json');
  await writeFile(images, imageSpec());
  await train(await opened.copyExample('two-moons.flow.json', 'plane.flow.json'), { steps: 300 });
  await train(images, { steps: 60 });
}, 240_000);

afterAll(() => opened?.close());

describe.each(['plane', 'images'])('%s', (flow) => {
  let page: Page;
  let errors: PageErrors;

  beforeAll(async () => {
    const { runs } = await flowscope<{ runs: readonly { id: string; spec: string }[] }>(
      'runs',
      '--root',
      opened.folder,
    );
    const { url } = await opened.views.open(runs.find(({ spec }) => spec.endsWith(`${flow}.flow.json`))!.id);
    page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
    errors = watchErrors(page);
    await page.goto(url);
  });

  test.each(PANELS.filter((panel) => flow === 'plane' || panel !== 'density'))('%s', async (panel) => {
    const known = errors.all().length;
    await page.setViewportSize({ width: 1000, height: 900 });
    await page.locator(`nav a[href="/${panel}"]`).click();
    await page.getByText(COMPLETE[panel]).first().waitFor(SOON);
    // As wide as a side panel, or a page at 200 %.
    await page.setViewportSize({ width: 420, height: 900 });
    await page.waitForTimeout(300);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    // What axe and the screenshots add to the page is none of ours.
    expect(errors.all().slice(known)).toEqual([]);
    if (panel === 'compare') expect(await overflow(page.locator('.figures'))).toBe(0);
    await page.screenshot({ path: await pictureFile(`${flow}-${panel}-narrow.png`), fullPage: true });
    await page.setViewportSize({ width: 1000, height: 900 });
    // The look of both flows is the same; the second one shows what images add to it.
    for (const theme of (Object.keys(THEMES) as Theme[]).slice(flow === 'plane' ? 0 : 2)) {
      expect(await lookAt(page, `${flow}-${panel}`, theme)).toEqual([]);
    }
  });

  test('tables stand behind the pictures, and open by the keyboard', async () => {
    await page.setViewportSize({ width: 1000, height: 900 });
    await page.locator('nav a[href="/samples"]').click();
    const summary = page.locator('fs-number-table summary').first();
    await summary.waitFor(SOON);
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.locator('fs-number-table tbody tr').nth(3).waitFor(SOON);
    expect(await page.locator('fs-number-table tbody tr').first().locator('td').count()).toBeGreaterThanOrEqual(3);
  });
});

/** CSS pixels by which its content is wider than it. */
async function overflow(element: Locator): Promise<number> {
  const widths = await element.evaluate((found) => {
    const { scrollWidth, clientWidth } = found as unknown as { scrollWidth: number; clientWidth: number };
    return [scrollWidth, clientWidth] as const;
  });
  return widths[0] - widths[1];
}
