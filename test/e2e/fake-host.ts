/** A panel on a page of its own, without a daemon: a host that answers `ready` with one message. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { PanelTranslation } from '../../protocol/panel/panel-translation.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { translationElement } from '../../protocol/panel/translation-element.ts';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { CHECKOUT } from './vsix.ts';

export type HostedPanel = PanelName | 'preview';

/** The panel as one script. */
export async function bundlePanel(panel: HostedPanel): Promise<string> {
  const entryPoints = [join(CHECKOUT, `webviews/${panel}/main.ts`)];
  return (await build({ ...WEBVIEW_OPTIONS, entryPoints, write: false })).outputFiles[0]!.text;
}

export interface FakeHost {
  readonly panel: HostedPanel;
  /** Of `bundlePanel`. */
  readonly script: string;
  /** What the panel receives when it is ready: an expression in JavaScript. */
  readonly answer: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly translation?: PanelTranslation;
}

/** The messages of the panel are in the page as `said`. */
export async function openHosted(browser: Browser, host: FakeHost): Promise<Page> {
  const { panel, script, answer, viewport, translation = null } = host;
  // A page of its own: an element is defined once in a page.
  const page = await (await browser.newContext({ viewport })).newPage();
  page.on('pageerror', (error) => console.error(error));
  const styles = await readFile(join(CHECKOUT, 'webviews/view/view.css'), 'utf8');
  const tag = `flowscope-${panel}`;
  const texts = translationElement(translation);
  await page.setContent(
    `<!doctype html><html lang="en"><title translate="no">${panel}</title><body><${tag}></${tag}>${texts}`,
  );
  await page.addStyleTag({ content: `${styles} body { background: var(--vscode-editor-background); }` });
  await page.evaluate(`
    globalThis.said = [];
    globalThis.acquireVsCodeApi = () => ({
      setState() {},
      postMessage(message) {
        said.push(message);
        if (message.type === 'ready') postMessage(${answer});
      },
    });`);
  await page.addScriptTag({ content: script, type: 'module' });
  return page;
}
