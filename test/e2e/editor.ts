/** A real VS Code in a real browser: one server for the suite, a fresh window with a folder of its own per scenario. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { EditorWindow } from './editor-window.ts';
import { watchErrors } from './page-errors.ts';
import { CHECKOUT } from './vsix.ts';

/** Two slow cores that also train, milliseconds. */
const OPENING = 120_000;

export interface ServerAddress {
  readonly url: string;
  readonly home: string;
}

export interface Editor {
  /**
   * A window that has finished starting.
   * @param folder what is copied for it, from the checkout; null: it is empty
   * @param more files of the copy, by path, that are written before it is opened
   */
  open(folder?: string | null, more?: Readonly<Record<string, string>>): Promise<EditorWindow>;
  /** Closes the browser and deletes the copies. */
  close(): Promise<void>;
}

export async function openEditor(server: ServerAddress): Promise<Editor> {
  const browser = await launchBrowser();
  const copies: string[] = [];
  return {
    async open(folder = 'examples', more = {}) {
      const copy = await mkdtemp(join(tmpdir(), 'flowscope-e2e-folder-'));
      copies.push(copy);
      if (folder !== null) await cp(join(CHECKOUT, folder), copy, { recursive: true });
      for (const [path, text] of Object.entries(more)) {
        await mkdir(dirname(join(copy, path)), { recursive: true });
        await writeFile(join(copy, path), text);
      }
      return openWindow(browser, server, copy);
    },
    async close() {
      await browser.close();
      await Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true })));
    },
  };
}

async function openWindow(browser: Browser, server: ServerAddress, folder: string): Promise<EditorWindow> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const errors = watchErrors(page);
  const window = new EditorWindow({ context, page, errors, folder, home: server.home });
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`, { timeout: OPENING });
  await window.waitForWorkbench();
  return window;
}
