import type { Locator } from 'playwright-core';

/** The lines of a text editor that are in sight, from top to bottom, with what the editor puts between them. */
export async function visibleLines(editor: Locator): Promise<readonly string[]> {
  const lines = await editor.locator('.view-lines .view-line').evaluateAll((elements) =>
    elements
      .map((element) => ({
        top: Number.parseFloat((element as unknown as { style: { top: string } }).style.top),
        text: element.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top),
  );
  return lines.map(({ text }) => text.replaceAll('\u00a0', ' '));
}
