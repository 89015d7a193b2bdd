import type { Page } from 'playwright-core';

/** Waits until what was changed is drawn. A chart learns its size after a layout, and draws in a frame. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let i = 0; i < 4; i++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  })()`);
}
