/** The text editor in the front, used as a person uses it: with the keyboard. */
import type { Locator, Page } from 'playwright-core';
import { visibleLines } from './visible-lines.ts';
import { achieve, waitFor } from './wait-for.ts';

/** Between two keys, milliseconds: a fast typist. */
const KEY_PAUSE = 15;

export class TextEditor {
  readonly #page: Page;
  readonly #timeout: number;

  constructor(page: Page, timeout: number) {
    this.#page = page;
    this.#timeout = timeout;
  }

  get root(): Locator {
    return this.#page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  }

  async focus(): Promise<void> {
    await achieve(
      'focused text editor',
      () => this.#page.keyboard.press('Control+1'),
      () => this.hasFocus(),
      this.#timeout,
    );
  }

  /** @param line @param column from 1 */
  async goTo(line: number, column: number): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('Control+g');
    const input = this.#page.locator('.quick-input-widget input');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await waitFor('focused text editor', () => this.hasFocus(), this.#timeout);
  }

  /** Key by key, with everything that the editor does meanwhile: brackets close themselves, suggestions appear. */
  async typeAt(line: number, column: number, text: string): Promise<void> {
    await this.goTo(line, column);
    await this.#page.keyboard.type(text, { delay: KEY_PAUSE });
  }

  /** Replaces everything at once, by pasting: what is typed gets indented. The cursor stands at the beginning then. */
  async replaceText(text: string): Promise<void> {
    await this.focus();
    const { keyboard } = this.#page;
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    const selected = this.root.locator('.selected-text');
    const isEmpty = async () => (await this.visibleText()).trim() === '';
    const wasEmpty = await isEmpty();
    await keyboard.press('Control+a');
    await waitFor('selected text', async () => wasEmpty || (await selected.count()) > 0, this.#timeout);
    await keyboard.press('Control+v');
    // Pasting reads the clipboard when it gets to it: looking at the text earlier would put the old text there.
    await waitFor('pasted text', async () => (await selected.count()) === 0 && !(await isEmpty()), this.#timeout);
    await keyboard.press('Control+Home');
  }

  /** The lines that are in sight, with inlay hints; does not touch anything. */
  async visibleText(): Promise<string> {
    return (await visibleLines(this.root)).join('\n');
  }

  /** Everything, also what is scrolled out of sight or not saved. The selection stays; the clipboard does not. */
  async text(): Promise<string> {
    await this.focus();
    const { keyboard } = this.#page;
    await keyboard.press('Control+a');
    await keyboard.press('Control+c');
    const text = await this.#page.evaluate('navigator.clipboard.readText()');
    await keyboard.press('Control+u');
    return String(text);
  }

  /** The text of the popup over a place. */
  async hover(line: number, column: number): Promise<string> {
    await this.goTo(line, column);
    const hover = this.root.locator('.monaco-hover:not(.hidden) .monaco-hover-content');
    const shown = async () => (await hover.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ').trim() || null;
    return achieve(
      'hover',
      async () => {
        await this.#page.keyboard.press('Control+k');
        await this.#page.keyboard.press('Control+i');
      },
      shown,
      this.#timeout,
    );
  }

  /** The labels of the suggestions, after Ctrl+Space unless they are there. */
  async suggestions(): Promise<readonly string[]> {
    const widget = this.root.locator('.suggest-widget.visible');
    if (!(await widget.isVisible())) await this.#page.keyboard.press('Control+Space');
    const names = widget.locator('.monaco-list-row .label-name');
    return waitFor(
      'suggestions',
      async () => {
        const labels = await names.allInnerTexts();
        return labels.length > 0 && labels;
      },
      this.#timeout,
    );
  }

  /** Whether keys go to it. */
  async hasFocus(): Promise<boolean> {
    return (await this.root.and(this.#page.locator('.focused')).count()) > 0;
  }
}
