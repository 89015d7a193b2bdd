/** A real VS Code in a real browser: windows of a server, each on a folder of its own. */
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

export type Files = Readonly<Record<string, string>>;

export interface Editor {
  /**
   * Makes a folder that is deleted in the end. @returns its path
   * @param from what is copied into it, from the checkout; null: it is empty
   * @param more files, by path, that are written into it
   */
  folder(from: string | null, more?: Files): Promise<string>;
  /** A window that has finished starting. */
  openFolder(folder: string): Promise<EditorWindow>;
  /** A window on such a folder. Default: on a copy of the examples. */
  open(from?: string | null, more?: Files): Promise<EditorWindow>;
  /** Closes the browser and deletes the folders. */
  close(): Promise<void>;
}

export async function openEditor(server: ServerAddress): Promise<Editor> {
  const browser = await launchBrowser();
  const folders: string[] = [];
  const folder = async (from: string | null, more: Files = {}) => {
    const copy = await mkdtemp(join(tmpdir(), 'flowscope-e2e-folder-'));
    folders.push(copy);
    if (from !== null) await cp(join(CHECKOUT, from), copy, { recursive: true });
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), text);
    }
    return copy;
  };
  const openFolder = (path: string) => openWindow(browser, server, path);
  return {
    folder,
    openFolder,
    open: async (from = 'examples', more = {}) => openFolder(await folder(from, more)),
    async close() {
      await browser.close();
      await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

async function openWindow(browser: Browser, server: ServerAddress, folder: string): Promise<EditorWindow> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const errors = watchErrors(page);
  const window = new EditorWindow({ context, page, errors, folder, home: server.home });
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`, { timeout: OPENING });
  await window.waitForWorkbench();
  return window;
}
