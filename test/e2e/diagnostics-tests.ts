/** A mistake is underlined where it stands, listed where problems are listed, and repaired with the keyboard. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrokenSpec } from './broken-specs.ts';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { applyQuickFix } from './quick-fix.ts';
import { underlined } from './squiggles.ts';

export function testDiagnostics(desk: () => Desk, specs: readonly BrokenSpec[]): void {
  let window: EditorWindow;
  /** As they are in the repository. */
  const examples = new Map<string, string>();

  beforeAll(async () => {
    window = desk().window;
    for (const file of ['letters.flow.json', 'written.flow.json']) {
      examples.set(file, await readFile(join(window.folder, file), 'utf8'));
    }
    await desk().begin('written.flow.json');
    await window.problems();
  });

  afterAll(() => window?.command('View: Hide Panel'));

  /** The rows of the Problems view, which is open. */
  function rows(): Promise<readonly string[]> {
    return window.page
      .locator('.markers-panel .monaco-list-row[aria-level="2"]')
      .evaluateAll((list) => list.map((row) => (row as unknown as { ariaLabel: string | null }).ariaLabel ?? ''));
  }

  test.each(specs.map((entry) => [entry.code, entry.message, entry] as const))(
    '%s: %s',
    async (_code, _message, entry) => {
      const { file, piece, squiggle, message, fix, fixed = piece } = entry;
      const good = examples.get(file)!;
      expect(good.split(piece)).toHaveLength(2);
      const { text, token, line, column } = breakText(good, entry);

      if ((await window.activeTab()) !== file) await window.openFile(file);
      await window.explained(() => window.text.replaceText(text));
      const place = `at line ${line} and character ${column}.`;
      await window.waitFor(`problem "${message}" ${place}`, async () =>
        (await rows()).some((row) => row.includes(message) && row.includes(place)),
      );
      // The text is underlined a moment after the list has the problem.
      await window.waitFor(`line under ${token}`, async () => (await underlined(window, squiggle)).includes(token!));
      if (fix === undefined) return window.explained(() => window.text.replaceText(good));
      await window.text.goTo(line, column + 1);
      await applyQuickFix(window, fix);
      await window.waitFor('empty list of problems', async () => (await rows()).length === 0);
      expect(await window.editorText()).toBe(good.replace(piece, () => fixed));
    },
  );

  /** The text with the mistake in it, and where that is underlined; lines and columns from 1. */
  function breakText(good: string, { piece, broken, elsewhere }: BrokenSpec) {
    const marked = good.replace(piece, broken);
    const [before, rest = ''] = (elsewhere ? marked.replace(elsewhere, `«${elsewhere}»`) : marked).split('«');
    const [token, after] = rest.split('»');
    const column = before!.length - before!.lastIndexOf('\n');
    return { text: `${before}${token}${after}`, token, line: before!.split('\n').length, column };
  }

  test('nothing went wrong unseen', () => {
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
