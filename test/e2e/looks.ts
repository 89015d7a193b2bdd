/** What a page looks like in each theme: what axe finds, and a screenshot. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { pictureFile } from './picture-file.ts';

export const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'high-contrast': { colorScheme: 'dark', contrast: 'more' },
  'high-contrast-light': { colorScheme: 'light', contrast: 'more' },
} as const;
export type Theme = keyof typeof THEMES;

/** Shows the page in a theme, keeps a picture of all of it as NAME-THEME, and gives axe's serious findings. */
export async function lookAt(page: Page, name: string, theme: Theme): Promise<readonly string[]> {
  await page.emulateMedia(THEMES[theme]);
  await page.waitForTimeout(300);
  const findings = await seriousFindings(page);
  await page.screenshot({ path: await pictureFile(`${name}-${theme}.png`), fullPage: true });
  return findings.map((finding) => `${theme}: ${finding}`);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

async function seriousFindings(page: Page): Promise<readonly string[]> {
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
