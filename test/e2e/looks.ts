/** What a page looks like in each theme: what axe finds, and a picture. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { drawn } from './drawn.ts';
import { pictureFile } from './picture-file.ts';

export const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'high-contrast': { colorScheme: 'dark', contrast: 'more' },
  'high-contrast-light': { colorScheme: 'light', contrast: 'more' },
} as const;
export type Theme = keyof typeof THEMES;

/** All of them. */
export const ALL_THEMES = Object.keys(THEMES) as readonly Theme[];

/** One of the themes for the `index`th of several pages: of four pages that follow each other each has another one. */
export function oneTheme(index: number): readonly Theme[] {
  return [ALL_THEMES[index % ALL_THEMES.length]!];
}

/** Shows the page in a theme, and gives axe's serious findings. */
export async function lookAt(page: Page, theme: Theme): Promise<readonly string[]> {
  await page.emulateMedia(THEMES[theme]);
  await drawn(page);
  return (await seriousFindings(page)).map((finding) => `${theme}: ${finding}`);
}

/** Keeps a picture of all of the page, without the room below its content. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, height: 200 });
  // Else what sticks to the top would be drawn where the page was scrolled to.
  await page.evaluate('scrollTo(0, 0)');
  await drawn(page);
  await page.screenshot({ path: await pictureFile(`${name}.png`), fullPage: true });
  await page.setViewportSize(size);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

/** What axe finds in the page as it is. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
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
