/** Every panel, of a flow of the plane and of one of images, in three themes: axe's findings, and whether it fits when it is narrow. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PANELS, type PanelName } from '../../protocol/panel/panel-names.ts';
import { flowscope, train } from './command-line.ts';
import { imageSpec } from './image-spec.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';
import { CHECKOUT } from './vsix.ts';

const SOON = { timeout: 60_000 };
const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'high-contrast': { colorScheme: 'dark', contrast: 'more' },
  'high-contrast-light': { colorScheme: 'light', contrast: 'more' },
} as const;

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
  const specOf = (name: string) => join(opened.folder, `${name}.flow.json`);
  await copyFile(join(CHECKOUT, 'examples', 'two-moons.flow.json'), specOf('plane'));
  await writeFile(specOf('images'), imageSpec());
  await train(specOf('plane'), { steps: 300 });
  await train(specOf('images'), { steps: 60 });
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
    await page.screenshot({ path: join(CHECKOUT, '.cache', 'e2e', `${flow}-${panel}-narrow.png`), fullPage: true });
    await page.setViewportSize({ width: 1000, height: 900 });
    // The look of both flows is the same; the second one shows what images add to it.
    for (const [theme, media] of Object.entries(THEMES).slice(flow === 'plane' ? 0 : 2)) {
      await page.emulateMedia(media);
      await page.waitForTimeout(300);
      expect([theme, await findings(page)]).toEqual([theme, []]);
      await page.screenshot({ path: join(CHECKOUT, '.cache', 'e2e', `${flow}-${panel}-${theme}.png`), fullPage: true });
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

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

/** Of axe, the serious ones. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: readonly Violation[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`),
    );
}
