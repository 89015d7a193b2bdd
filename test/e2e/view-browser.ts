/** A folder of its own whose runs `flowscope view` shows in a browser. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PLANE_SPEC, planeSpec } from './plane-spec.ts';
import { type Views, views } from './view-process.ts';
import { CHECKOUT } from './vsix.ts';

export interface ViewBrowser {
  readonly folder: string;
  readonly browser: Browser;
  readonly views: Views;
  /** Puts a file of `examples/` into the folder. @returns its path there */
  copyExample(name: string, as?: string): Promise<string>;
  /** Puts the spec of the trained runs of the plane there. @returns its path */
  writePlane(as?: string): Promise<string>;
  /** Ends all of it, and deletes the folder. */
  close(): Promise<void>;
}

/** @param opening the browser that it shows them in, which it closes in the end */
export async function openViewBrowser(name: string, opening: Promise<Browser>): Promise<ViewBrowser> {
  const browser = await opening;
  const folder = await mkdtemp(join(tmpdir(), `flowscope-${name}-`));
  const processes = views(folder);
  return {
    folder,
    browser,
    views: processes,
    async copyExample(name, as = name) {
      const copy = join(folder, as);
      await copyFile(join(CHECKOUT, 'examples', name), copy);
      return copy;
    },
    async writePlane(as = PLANE_SPEC) {
      const file = join(folder, as);
      await writeFile(file, await planeSpec());
      return file;
    },
    async close() {
      await Promise.all([browser.close(), processes.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
