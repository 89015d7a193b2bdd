/** What goes wrong in a page without anybody seeing it: errors on the console, and what a content policy has blocked. */
import type { Page } from 'playwright-core';

export interface PageError {
  /** `policy`: a content security policy has blocked something. */
  readonly kind: 'console' | 'exception' | 'policy';
  readonly text: string;
  /** Of the script or document; empty for documents of webviews, which were written into an empty page. */
  readonly url: string;
}

const EXTENSION = 'flowscope.flowscope';
/** Part of the URL of both frames of every webview. */
const WEBVIEW_URL = '/webview/browser/pre/';

export interface PageErrors {
  all(): readonly PageError[];
  /** Without those of the workbench and of code-server, which are none of our business. */
  ofExtension(): readonly PageError[];
}

export function watchErrors(page: Page): PageErrors {
  const errors: PageError[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const text = message.text();
    // A listener for `securitypolicyviolation` would be lost: VS Code opens the document of a webview again to write into it.
    const kind = text.includes('Content Security Policy') ? 'policy' : 'console';
    errors.push({ kind, text, url: message.location().url });
  });
  page.on('pageerror', (error) => {
    const text = error.stack ?? error.message;
    errors.push({ kind: 'exception', text, url: /https?:[^\s)]+/.exec(text)?.[0] ?? '' });
  });
  return {
    all: () => errors,
    // VS Code's own webviews (the walkthrough's page) belong to no extension, or to another one (Markdown).
    ofExtension: () =>
      errors.filter(
        ({ url }) =>
          !url.includes('/static/') || (url.includes(WEBVIEW_URL) && url.includes(`extensionId=${EXTENSION}&`)),
      ),
  };
}
