import type { Frame, Locator, Page } from 'playwright-core';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly width: number;
}
interface Node {
  readonly name: string;
  getBoundingClientRect(): Box;
  checkVisibility(options: { readonly visibilityProperty: boolean }): boolean;
  readonly ownerDocument: { querySelectorAll(selector: string): Iterable<Node> };
}

/**
 * The inner frame of the webview in the front of an editor group, which holds the extension's own document; undefined while it
 * loads. VS Code keeps webviews that are behind others alive and invisible, and all of them outside of their groups.
 */
export async function visibleWebview(page: Page, group: Locator): Promise<Frame | undefined> {
  // At once, in the page: this is asked for again and again.
  const name = await group.evaluate((element) => {
    const around = element as unknown as Node;
    const { left, right } = around.getBoundingClientRect();
    const inFront = [...around.ownerDocument.querySelectorAll('iframe.webview')].find((frame) => {
      const box = frame.getBoundingClientRect();
      const middle = box.left + box.width / 2;
      return middle > left && middle < right && frame.checkVisibility({ visibilityProperty: true });
    });
    return inFront?.name;
  });
  const outer = page.frames().find((frame) => name !== undefined && frame.name() === name);
  for (const inner of outer?.childFrames() ?? []) {
    // The frame that gets a new document is made beside the one that it will replace.
    if (await (await inner.frameElement()).isVisible()) return inner;
  }
  return undefined;
}
