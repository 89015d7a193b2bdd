/** The quick input at the top of the window. */
import type { Locator, Page } from 'playwright-core';

/** The rows that are shown, with their label and description. */
function rows(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .monaco-list-row');
}

/** Runs the command with exactly this title: "Flowscope: Train Flow". */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget:visible input[type="text"]');
  await input.fill(`>${title}`);
  await rows(page)
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) })
    .first()
    .click();
}

/** The titles that the palette offers for what is typed. */
export async function offeredCommands(page: Page, typed: string): Promise<readonly string[]> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input[type="text"]').fill(`>${typed}`);
  await rows(page).first().waitFor();
  const titles = await rows(page).locator('.label-name').allInnerTexts();
  await page.keyboard.press('Escape');
  return titles;
}

/** Opens a file of the folder by its name. */
export async function quickOpen(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget:visible input[type="text"]').fill(name);
  await rows(page)
    .filter({ has: page.locator('.label-name', { hasText: exactly(name) }) })
    .first()
    .click();
}

/** Picks a row of a quick pick that is open. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await rows(page).filter({ hasText: label }).first().click();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
