/** The quick input at the top of the window. */
import type { Locator, Page } from 'playwright-core';
import { achieve, SOON, waitFor } from './wait-for.ts';

/** The rows that are shown, with their label and description. */
function rows(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .monaco-list-row');
}

function input(page: Page): Locator {
  return page.locator('.quick-input-widget:visible input[type="text"]');
}

/** Of one key or one text, milliseconds. */
const MOMENT = 3000;

/** Opens the palette unless it is open, and writes into it. The key is pressed again where it got lost. */
async function typeInPalette(page: Page, key: 'F1' | 'Control+p', text: string): Promise<void> {
  await achieve(
    'palette',
    async () => {
      if (!(await input(page).isVisible())) await page.keyboard.press(key);
    },
    async () => {
      // A panel that takes the focus closes it again.
      await input(page).fill(text, { timeout: MOMENT });
      return true;
    },
    SOON,
  );
}

/** Runs the command with exactly this title: "Flowscope: Train Flow". */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = rows(page)
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) })
    .first();
  // What the palette says, or shows in place of the command.
  const missing = rows(page)
    .filter({ hasText: /No matching (commands|results)|similar commands/ })
    .first();
  await typeInPalette(page, 'F1', `>${title}`);
  await waitFor(
    `command ${title} in the palette`,
    async () => {
      if (await row.isVisible()) return true;
      // It may be offered only when the extension knows of a run: the palette knows what is offered when it opens.
      if ((await missing.isVisible()) || !(await input(page).isVisible())) {
        await page.keyboard.press('Escape');
        await typeInPalette(page, 'F1', `>${title}`);
      }
      return false;
    },
    SOON,
  );
  // Once only: on a busy machine what has done its work may still count as too late.
  if (await row.and(page.locator('.focused')).isVisible()) await page.keyboard.press('Enter');
  else await row.click();
}

/** The titles that the palette offers for what is typed. */
export async function offeredCommands(page: Page, typed: string): Promise<readonly string[]> {
  await typeInPalette(page, 'F1', `>${typed}`);
  await rows(page).first().waitFor();
  const titles = await rows(page).locator('.label-name').allInnerTexts();
  await page.keyboard.press('Escape');
  return titles;
}

/** Chooses a file of the folder by its name. */
export async function quickOpen(page: Page, name: string): Promise<void> {
  await typeInPalette(page, 'Control+p', name);
  const row = rows(page)
    .filter({ has: page.locator('.label-name', { hasText: exactly(name) }) })
    .first();
  // With the keyboard: a click waits for the row to hold still, for which a busy machine may take long.
  await row.and(page.locator('.focused')).waitFor({ timeout: SOON });
  await page.keyboard.press('Enter');
}

/** Picks a row of a quick pick that is open. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await rows(page).filter({ hasText: label }).first().click();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
