/** What a panel shows, also within the shadows of its elements. */
import type { Frame } from 'playwright-core';
import type { EditorWindow } from './editor-window.ts';

/** Waits until the panel with this title says `text`, and gives all that it says. Numbers are without narrow spaces. */
export async function panelText(window: EditorWindow, title: RegExp, text: RegExp, timeout?: number): Promise<string> {
  return window.waitFor(
    `${text} in the panel ${title}`,
    async () => {
      const frame = await window.webview(title);
      const shown = String(await frame.evaluate(VISIBLE_TEXT).catch(() => ''));
      return text.test(shown) && shown;
    },
    timeout,
  );
}

/** The rows of the waterfall as a screen reader says them: `0  actnorm [1]: mean 0.1234 nats, …`. */
export async function waterfallRows(frame: Frame): Promise<readonly string[]> {
  const rows = await frame.locator('fs-waterfall g.row').all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
}

/** The value of a figure by its name. */
export async function figure(frame: Frame, name: string): Promise<string> {
  const value = await frame.locator(`fs-figure[name="${name}"] .value`).first().textContent();
  return (value ?? '').replaceAll('\u202f', '').trim();
}

/** Runs in the page: `innerText` does not look into shadow roots. */
const VISIBLE_TEXT = `(() => {
  const read = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 && node.nodeType !== 11) return '';
    if (['STYLE', 'SCRIPT', 'title'].includes(node.tagName)) return '';
    const inside = node.shadowRoot ? node.shadowRoot.childNodes : node.tagName === 'SLOT' ? node.assignedNodes() : node.childNodes;
    const text = [...inside].map(read).join('');
    const isBlock = node.nodeType === 1 && getComputedStyle(node).display !== 'inline';
    return isBlock ? text + '\\n' : text;
  };
  return read(document.body).replace(/\\u202f/g, '').replace(/[ \\t]+/g, ' ').replace(/\\s*\\n\\s*/g, '\\n');
})()`;
