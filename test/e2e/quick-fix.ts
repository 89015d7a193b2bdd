/** The menu behind Ctrl+., used with the keyboard alone. */
import type { EditorWindow } from './editor-window.ts';
import { achieve, SOON } from './wait-for.ts';

/** Applies the fix with this title to what is at the cursor. Gives the titles of all that were offered. */
export async function applyQuickFix(window: EditorWindow, title: string): Promise<readonly string[]> {
  const { keyboard } = window.page;
  const rows = window.page.locator('.action-widget .monaco-list-row.action');
  const offered = () => rows.locator('.title').allInnerTexts();
  await window.explained(() =>
    achieve(
      'menu of quick fixes',
      () => keyboard.press('Control+.'),
      async () => (await rows.count()) > 0,
      SOON,
    ),
  );
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
