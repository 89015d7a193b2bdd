/** A real VS Code in a real browser: windows of a server, each on a folder of its own. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { EditorWindow } from './editor-window.ts';
import { watchErrors } from './page-errors.ts';
import { CHECKOUT } from './vsix.ts';
import { SOON } from './wait-for.ts';

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

/**
 * Runs in each page. Stops spinning icons and moving progress bars: without a graphics card each frame of them redraws the window, which
 * takes a third of a core while something is in progress, and VS Code's reduced-motion setting stops neither. Also removes the rounded
 * corners of parts, whose contents are rounded again: a frame takes 2 ms instead of 20 ms.
 */
const CHEAPLY_DRAWN = `self === top && document.addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = '.codicon-modifier-spin, .monaco-progress-container .progress-bit { animation: none !important; }' +
    '.part { border-radius: 0 !important; }';
  document.head.append(style);
});`;

/** @param language of the windows; null: English. The editor's own texts stay English without a language pack. */
export async function openEditor(server: ServerAddress, language: string | null = null): Promise<Editor> {
  const browser = await launchBrowser();
  // One for all windows, as a person has them: what the first one has loaded is there for the next.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(SOON);
  await context.addInitScript(CHEAPLY_DRAWN);
  // As the script of a language pack does.
  if (language !== null) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${language}';`);
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
  const openFolder = (path: string) => openWindow(context, server, path);
  return {
    folder,
    openFolder,
    open: async (from = 'examples', more = {}) => openFolder(await folder(from, more)),
    async close() {
      // A page that is only closed leaves its extension host running for hours, which starts a daemon whenever none runs.
      await Promise.allSettled(context.pages().map((page) => page.goto('about:blank', { timeout: SOON })));
      await browser.close();
      await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

async function openWindow(context: BrowserContext, server: ServerAddress, folder: string): Promise<EditorWindow> {
  const page = await context.newPage();
  // Unsaved files do not keep a window open.
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  const errors = watchErrors(page);
  const window = new EditorWindow({ page, errors, folder, home: server.home });
  await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`, { timeout: SOON });
  await window.waitForWorkbench();
  return window;
}
