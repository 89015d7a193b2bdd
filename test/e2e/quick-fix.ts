/** The menu behind Ctrl+., used with the keyboard alone. */
import type { EditorWindow } from './editor-window.ts';

/** Presses Ctrl+. again until the menu stays: what the editor still had to do may have closed it. */
const PRESSES = 5;
const PATIENCE = 5000;

/** Applies the fix with this title to what is at the cursor. Gives the titles of all that were offered. */
export async function applyQuickFix(window: EditorWindow, title: string): Promise<readonly string[]> {
  const { keyboard } = window.page;
  const rows = window.page.locator('.action-widget .monaco-list-row.action');
  const offered = () => rows.locator('.title').allInnerTexts();
  for (let press = 1; ; press++) {
    await keyboard.press('Control+.');
    const found = await window
      .waitFor('menu of quick fixes', async () => (await rows.count()) > 0, PATIENCE)
      .then(
        () => true,
        (error: unknown) => {
          if (press === PRESSES) throw error;
          return false;
        },
      );
    if (found) break;
  }
  const titles = await offered();
  const focused = rows.and(window.page.locator('.focused'));
  await window.waitFor(`quick fix ${title} (there are: ${titles.join(', ')})`, async () => {
    if ((await focused.allInnerTexts()).some((text) => text.trim() === title)) return true;
    await keyboard.press('ArrowDown');
    return false;
  });
  await keyboard.press('Enter');
  await window.waitFor('closed menu', async () => (await rows.count()) === 0);
  return titles;
}
