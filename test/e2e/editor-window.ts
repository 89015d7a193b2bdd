/** A window of the editor with its folder. */
import type { Frame, Locator, Page } from 'playwright-core';
import { extensionLogs } from './extension-logs.ts';
import type { PageErrors } from './page-errors.ts';
import { offeredCommands, pick, quickOpen, runCommand } from './palette.ts';
import { pictureFile } from './picture-file.ts';
import { TextEditor } from './text-editor.ts';
import { achieve, SOON, waitFor } from './wait-for.ts';
import { visibleWebview } from './webviews.ts';

export interface WindowParts {
  readonly page: Page;
  readonly errors: PageErrors;
  /** The copy that is open. */
  readonly folder: string;
  readonly home: string;
}

export class EditorWindow {
  readonly page: Page;
  readonly folder: string;
  readonly errors: PageErrors;
  readonly text: TextEditor;
  readonly #home: string;
  #failures = 0;

  constructor({ page, errors, folder, home }: WindowParts) {
    this.page = page;
    this.folder = folder;
    this.errors = errors;
    this.text = new TextEditor(page, SOON);
    this.#home = home;
  }

  /**
   * Waits until `look` gives something, and gives that.
   * @throws Error with the notifications and the extension's log in it, and a screenshot beside it
   */
  async waitFor<T>(
    what: string,
    look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
    timeout: number = SOON,
  ): Promise<T> {
    return this.explained(() => waitFor(what, look, timeout));
  }

  /** Adds to an error of `work` what the window showed then. Every method of this class does so. */
  async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ExplainedError) throw error;
      throw new ExplainedError(error, await this.#explanation());
    }
  }

  async waitForWorkbench(): Promise<void> {
    await this.waitFor('workbench', () => this.page.locator('.monaco-workbench .part.statusbar').isVisible());
  }

  /** Opens a file by its name, which no other file of the folder has. */
  async openFile(name: string): Promise<void> {
    if ((await this.activeTab()) === name && (await this.text.hasFocus())) return;
    await this.explained(() =>
      achieve(
        `tab of ${name}`,
        () => quickOpen(this.page, name),
        async () => {
          if ((await this.activeTab()) === name && (await this.text.hasFocus())) return true;
          // The page of a panel that had the focus takes it back when it gets to it.
          const first = this.page.locator('.editor-group-container').first();
          if ((await frontTab(first)) === name) await this.page.keyboard.press('Control+1');
          return false;
        },
        SOON,
      ),
    );
  }

  /** @param title with its category: "Flowscope: Train Flow" */
  command(title: string): Promise<void> {
    return this.explained(() => runCommand(this.page, title));
  }

  /** A command of ours about the text, which has the focus then. */
  async commandOnText(title: string): Promise<void> {
    await this.text.focus();
    await this.command(`Flowscope: ${title}`);
  }

  /** What the palette offers for `typed`, by title. */
  offeredCommands(typed: string): Promise<readonly string[]> {
    return this.explained(() => offeredCommands(this.page, typed));
  }

  /** Chooses in the quick pick that is open. */
  pick(label: string | RegExp): Promise<void> {
    return this.explained(() => pick(this.page, label));
  }

  editorText(): Promise<string> {
    return this.explained(() => this.text.text());
  }

  typeAt(line: number, column: number, text: string): Promise<void> {
    return this.explained(() => this.text.typeAt(line, column, text));
  }

  hover(line: number, column: number): Promise<string> {
    return this.explained(() => this.text.hover(line, column));
  }

  async save(): Promise<void> {
    await this.explained(() =>
      achieve(
        'saved file',
        () => this.page.keyboard.press('Control+s'),
        async () => (await this.page.locator('.tab.active.dirty').count()) === 0,
        SOON,
      ),
    );
  }

  /** The name of the file or panel in the front. */
  async activeTab(): Promise<string> {
    return frontTab(this.page.locator('.editor-group-container.active'));
  }

  /** The rows of the Problems panel: "Error: … at line 3 and character 5 …". Opens the panel. */
  async problems(): Promise<readonly string[]> {
    await this.command('Problems: Focus on Problems View');
    const rows = await this.page.locator('.markers-panel .monaco-list-row[aria-level="2"]').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  /** The messages at the lower right. */
  notifications(): Promise<readonly string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Presses a button of the notification with this text. */
  answer(notification: string | RegExp, button: string): Promise<void> {
    return this.explained(() =>
      this.page
        .locator('.notification-toast')
        .filter({ hasText: notification })
        .locator('.notification-list-item-buttons-container .monaco-button')
        .filter({ hasText: button })
        .click({ timeout: SOON }),
    );
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** Shows a view container from the activity bar. */
  sideBar(title: string): Promise<Locator> {
    return this.explained(async () => {
      const tab = this.page.locator('.part.activitybar .action-item').filter({
        has: this.page.locator(`.action-label[aria-label^="${title}"]`),
      });
      const side = this.page.locator('.part.sidebar');
      const heading = side.locator('.composite.title', { hasText: new RegExp(title, 'i') });
      const isShown = () => heading.isVisible();
      // While a window is restored the icons still move, and a click on one that is already chosen hides the side bar.
      await achieve(
        `side bar ${title}`,
        async () => {
          if (!(await isShown())) await tab.click({ timeout: SOON });
        },
        isShown,
        SOON,
      );
      return side;
    });
  }

  /** The document of the panel with this title, brought to the front. */
  webview(title: string | RegExp): Promise<Frame> {
    return this.explained(async () => {
      const named = this.page.locator('.tab').filter({ hasText: title });
      const tab = this.page.locator('.editor-group-container').locator(named).first();
      await tab.waitFor({ timeout: SOON });
      // A click moves the focus, which closes the palette when it comes late.
      const isActive = ((await tab.getAttribute('class')) ?? '').split(' ').includes('active');
      if (!isActive) await tab.click({ timeout: SOON });
      const group = this.page.locator('.editor-group-container', { has: named }).first();
      return waitFor(`document of the panel ${title}`, () => visibleWebview(this.page, group), SOON);
    });
  }

  /** Into .cache/e2e/ of the checkout; gives the path. */
  async screenshot(name: string): Promise<string> {
    const path = await pictureFile(`${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** By VS Code's own command, which first stores what is open; a browser's reload may be quicker than that. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: SOON });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.waitForWorkbench();
  }

  close(): Promise<void> {
    return this.page.close();
  }

  async #explanation(): Promise<string> {
    const name = `failure-${process.pid}-${Date.now()}-${this.#failures++}`;
    const picture = await this.screenshot(name).catch((error: unknown) => `none (${String(error)})`);
    const notifications = await this.notifications().catch(() => []);
    const errors = this.errors.ofExtension().map(({ kind, text }) => `${kind}: ${text}`);
    const section = (title: string, lines: readonly string[]) =>
      lines.length > 0 ? `${title}:\n  ${lines.join('\n  ')}` : '';
    return [
      `screenshot: ${picture}`,
      section('notifications', notifications),
      section('errors on the console', errors),
      `extension logs:\n${extensionLogs(this.#home)}`,
    ]
      .filter(Boolean)
      .join('\n');
  }
}

async function frontTab(group: Locator): Promise<string> {
  const label = group.locator('.tab.active .tab-label');
  // VS Code keeps the last extension apart.
  return (await label.locator('.monaco-icon-name-container, .monaco-icon-suffix-container').allInnerTexts()).join('');
}

class ExplainedError extends Error {
  constructor(cause: unknown, explanation: string) {
    super(`${cause instanceof Error ? cause.message : String(cause)}\n${explanation}`, { cause });
  }
}
