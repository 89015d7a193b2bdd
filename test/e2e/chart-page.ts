/** A page with nothing but charts on it, at a chosen number of device pixels for each CSS pixel. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { drawn } from './drawn.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { CHECKOUT } from './vsix.ts';

/** Each chart with its folder in webviews/charts. */
const FOLDERS = {
  'column-curves': 'lines',
  'heat-map': 'cells',
  histogram: 'bars',
  'image-grid': 'cells',
  'line-chart': 'lines',
  'plane-grid': 'paths',
  'plane-map': 'plane',
  'quantile-plot': 'bars',
  scatter: 'plane',
  'traversal-paths': 'paths',
  waterfall: 'bars',
} as const;
export type ChartName = keyof typeof FOLDERS;

/** Of a body: VS Code's own names. */
export type ThemeClass = 'vscode-light' | 'vscode-dark' | 'vscode-high-contrast';

export interface ChartPage {
  readonly page: Page;
  readonly errors: PageErrors;
  /** Puts the only chart on the page, in a room of `width` CSS pixels, and waits until it is drawn. Properties go as JSON. */
  show(name: ChartName, properties: object, width: number): Promise<Locator>;
  /** Waits until what was changed is drawn. */
  drawn(): Promise<void>;
  setTheme(theme: ThemeClass): Promise<void>;
  close(): Promise<void>;
}

/** All charts as one script. */
export async function bundleCharts(): Promise<string> {
  const imports = Object.entries(FOLDERS)
    .map(([name, folder]) => `import './webviews/charts/${folder}/${name}.ts';`)
    .join('\n');
  const { outputFiles } = await build({
    ...WEBVIEW_OPTIONS,
    stdin: { contents: imports, resolveDir: CHECKOUT, loader: 'ts' },
    write: false,
  });
  return outputFiles[0]!.text;
}

export async function openChartPage(browser: Browser, script: string, pixelRatio: number): Promise<ChartPage> {
  const context: BrowserContext = await browser.newContext({
    deviceScaleFactor: pixelRatio,
    viewport: { width: 900, height: 700 },
  });
  const page = await context.newPage();
  const errors = watchErrors(page);
  const styles = await readFile(join(CHECKOUT, 'webviews/view/view.css'), 'utf8');
  await page.setContent('<!doctype html><body class="vscode-dark"><div id="room"></div></body>');
  await page.addStyleTag({ content: `${styles} body { margin: 16px; background: var(--vscode-editor-background); }` });
  await page.addScriptTag({ content: script, type: 'module' });
  return {
    page,
    errors,
    drawn: () => drawn(page),
    async show(name, properties, width) {
      await page.evaluate(`(${SHOW})(${JSON.stringify([`fs-${name}`, properties, width])})`);
      await drawn(page);
      return page.locator(`fs-${name}`);
    },
    async setTheme(theme) {
      await page.evaluate(`document.body.className = '${theme}'`);
      await drawn(page);
    },
    close: () => context.close(),
  };
}

const SHOW = `([tag, properties, width]) => {
  const room = document.getElementById('room');
  room.style.width = width + 'px';
  const chart = Object.assign(document.createElement(tag), properties);
  room.replaceChildren(chart);
}`;
