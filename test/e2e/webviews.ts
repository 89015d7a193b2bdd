import type { ElementHandle, Frame, Locator, Page } from 'playwright-core';
import { WEBVIEW_URL } from './page-errors.ts';

/**
 * The inner frame of the webview in the front of an editor group, which holds the extension's own document; undefined while it
 * loads. VS Code keeps webviews that are behind others alive and invisible, and all of them outside of their groups.
 */
export async function visibleWebview(page: Page, group: Locator): Promise<Frame | undefined> {
  for (const inner of page.frames()) {
    const outer = inner.parentFrame();
    if (!outer?.url().includes(WEBVIEW_URL)) continue;
    const element = await outer.frameElement();
    // The frame that gets a new document is made beside the one that it will replace.
    if (!(await liesIn(element, group))) continue;
    if ((await element.isVisible()) && (await (await inner.frameElement()).isVisible())) return inner;
  }
  return undefined;
}

async function liesIn(element: ElementHandle, group: Locator): Promise<boolean> {
  const [inner, outer] = [await element.boundingBox(), await group.boundingBox()];
  if (inner === null || outer === null) return false;
  const middle = inner.x + inner.width / 2;
  return middle > outer.x && middle < outer.x + outer.width;
}
