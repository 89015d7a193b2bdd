/** What the extension writes between and behind the lines of the text. */
import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editor-window.ts';

/** Texts of the code lenses in sight. */
export async function lenses(window: EditorWindow): Promise<readonly string[]> {
  const lines = await window.text.root.locator('.codelens-decoration').allInnerTexts();
  return lines.flatMap((line) => line.split('|').map((lens) => lens.trim()));
}

export function lens(window: EditorWindow, title: string | RegExp): Locator {
  return window.text.root.locator('.codelens-decoration a').filter({ hasText: title });
}

/** How a hint begins: with what a run measured, or with the shape. */
const HINT = /gain [−\d]|log-det [−\d]|\d+-D ·|\d+ × \d+ × \d+ ·/;

/** Inlay hints of the lines in sight that have any, by the text before them, without its indentation. */
export async function hints(window: EditorWindow): Promise<Readonly<Record<string, string>>> {
  const lines = (await window.text.visibleText()).split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.search(HINT);
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at)]];
    }),
  );
}
