/** The quick input at the top of the window. */
import type { Locator, Page } from 'playwright-core';
import { achieve } from './wait-for.ts';

/** The rows that are shown, with their label and description. */
function rows(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .monaco-list-row');
}

/** Milliseconds. */
const PATIENCE = 30_000;

/** Of one key or one text, milliseconds. */
const MOMENT = 3000;

/** Looks into the palette, a second each: a command may be offered only when the extension knows of a run. */
const LOOKS = 30;

/** Opens the palette unless it is open, and writes into it. The key is pressed again where it got lost. */
async function typeInPalette(page: Page, key: 'F1' | 'Control+p', text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input[type="text"]');
  await achieve(
    'palette',
    async () => {
      if (!(await input.isVisible())) await page.keyboard.press(key);
    },
    async () => {
      // A panel that takes the focus closes it again.
      await input.fill(text, { timeout: MOMENT });
      return true;
    },
    PATIENCE,
  );
}

/** Runs the command with exactly this title: "Flowscope: Train Flow". */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = rows(page)
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) })
    .first();
  for (let look = 1; ; look++) {
    await typeInPalette(page, 'F1', `>${title}`);
    try {
      await row.waitFor({ timeout: 1000 });
      break;
    } catch (error) {
      if (look === LOOKS) throw error;
      await page.keyboard.press('Escape');
    }
  }
  // Once only: on a busy machine a click that has done its work may still count as too late.
  await row.click();
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
  await row.and(page.locator('.focused')).waitFor({ timeout: PATIENCE });
  await page.keyboard.press('Enter');
}

/** Picks a row of a quick pick that is open. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await rows(page).filter({ hasText: label }).first().click();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
