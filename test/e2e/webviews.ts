import type { Frame, Page } from 'playwright-core';
import { WEBVIEW_URL } from './page-errors.ts';

/**
 * The inner frame of the webview in the front, which holds the extension's own document; undefined while it loads.
 * VS Code keeps webviews that are behind others alive and invisible.
 */
export async function visibleWebview(page: Page): Promise<Frame | undefined> {
  for (const inner of page.frames()) {
    const outer = inner.parentFrame();
    if (!outer?.url().includes(WEBVIEW_URL)) continue;
    const element = await outer.frameElement();
    // The frame that gets a new document is made beside the one that it will replace.
    if ((await element.isVisible()) && (await (await inner.frameElement()).isVisible())) return inner;
  }
  return undefined;
}
