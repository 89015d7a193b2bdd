/** What the editor shows of runs: the rows of the Runs view, and the pages. */
import type { EditorWindow } from './editor-window.ts';
import { visibleLines } from './visible-lines.ts';

/** The rows of the Runs view as a screen reader says them: "two-moons, step 120 of 4000 · NLL 1.2345 nats". */
export async function runRows(window: EditorWindow): Promise<readonly string[]> {
  const side = await window.sideBar('Flowscope');
  const rows = await side.locator('.monaco-list-row[aria-level="1"]').all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
}

/** Waits for a row of the Runs view. */
export function runRow(window: EditorWindow, text: RegExp, timeout?: number): Promise<string> {
  return window.waitFor(
    `run ${text} in the Runs view`,
    async () => (await runRows(window)).find((row) => text.test(row)),
    timeout,
  );
}

/** What a row or a page says: `step 120 of 4000`, also with more around it. */
export function stepOf(text: string): number {
  return Number(/step (\d+) of/.exec(text)?.[1]);
}

/** Waits until the page in front of some group has this title and says `text`, and gives all that it shows. */
export function page(window: EditorWindow, title: RegExp, text: RegExp, timeout?: number): Promise<string> {
  const group = window.page
    .locator('.editor-group-container')
    .filter({ has: window.page.locator('.tab.active', { hasText: title }) });
  return window.waitFor(
    `${text} on the page ${title}`,
    async () => {
      const shown = (await visibleLines(group.first().locator('.monaco-editor[role="code"]').first())).join('\n');
      return text.test(shown) && shown;
    },
    timeout,
  );
}
