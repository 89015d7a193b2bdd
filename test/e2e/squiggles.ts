/** What is underlined in the text editor in the front, to the letter. */
import type { EditorWindow } from './editor-window.ts';

/** As VS Code draws them. */
export type Squiggle = 'error' | 'warning' | 'info';

/**
 * The texts under the squiggles of a kind that are in sight, from top to bottom. Runs in the page: each character whose middle
 * is above a squiggle counts.
 */
export function underlined(window: EditorWindow, kind: Squiggle): Promise<readonly string[]> {
  return window.page.evaluate(`(() => {
    const editor = document.querySelector('.editor-group-container.active .monaco-editor[role="code"]');
    const characters = [];
    for (const line of editor.querySelectorAll('.view-line')) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let at = 0; at < node.length; at++) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          characters.push({ letter: node.data[at], box: range.getBoundingClientRect() });
        }
      }
    }
    const squiggles = [...editor.querySelectorAll('.cdr.squiggly-${kind}')].map((element) => element.getBoundingClientRect());
    squiggles.sort((a, b) => a.top - b.top || a.left - b.left);
    return squiggles.map(({ left, right, top, bottom }) =>
      characters
        .filter(({ box }) => {
          const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
          return x > left && x < right && y > top && y < bottom;
        })
        .map(({ letter }) => letter.replace('\\u00a0', ' '))
        .join(''),
    );
  })()`);
}
