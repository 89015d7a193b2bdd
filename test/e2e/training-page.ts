/** The Training panel of runs that have recorded nothing, without a daemon. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { lookAt, type Theme } from './looks.ts';
import { CHECKOUT } from './vsix.ts';

export const RUN: RunInfo = {
  id: 'wine-20261128T100000Z-0003',
  runDir: '/work/.flowscope/runs/wine-20261128T100000Z-0003',
  name: 'wine',
  spec: '/work/wine.flow.json',
  status: 'queued',
  step: 0,
  steps: 4000,
  started: '2026-11-28T10:00:00.000Z',
  updated: '2026-11-28T10:00:00.000Z',
  pid: null,
  backend: 'cpu',
  seed: 7,
  parameters: 12_345,
  validation: null,
  best: null,
  checkpoints: [],
  error: null,
  owned: true,
  queuePosition: 2,
  begun: false,
  pause: null,
  unsaved: false,
  loss: null,
  samplesPerSecond: null,
  eta: null,
};
/** As the editor sets them. */
const BODY_CLASSES: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'high-contrast': 'vscode-high-contrast',
  'high-contrast-light': 'vscode-high-contrast vscode-high-contrast-light',
};
const other = (name: string, more: Partial<RunInfo>): RunInfo => ({
  ...RUN,
  id: name,
  runDir: `/work/${name}`,
  name,
  ...more,
});
/** What is ahead of it in the queue. */
export const OTHERS: readonly RunInfo[] = [
  other('moons', { status: 'running', step: 120, eta: 12, queuePosition: null, begun: true }),
  other('rings', { queuePosition: 1 }),
];

export interface TrainingPage {
  readonly page: Page;
  /** Messages of the panel, in order. */
  said(): Promise<readonly { readonly type: string }[]>;
  /** Shows it in a theme as the editor does, and gives axe's serious findings. */
  lookAt(theme: Theme): Promise<readonly string[]>;
}

/** The panel as one script. */
export async function bundleTrainingPanel(): Promise<string> {
  const entryPoints = [join(CHECKOUT, 'webviews/training/main.ts')];
  return (await build({ ...WEBVIEW_OPTIONS, entryPoints, write: false })).outputFiles[0]!.text;
}

/** Shows `run` in the training panel, beside `others`. @param script of `bundleTrainingPanel` */
export async function openTrainingPage(
  browser: Browser,
  script: string,
  run: RunInfo,
  others: readonly RunInfo[] = [],
): Promise<TrainingPage> {
  const runs = [run, ...others];
  const subject = { runs: [run.runDir], checkpoint: 'latest' as const };
  const find = (runDir: string) => runs.find((entry) => entry.runDir === runDir) ?? null;
  const around = {
    runs,
    find,
    connection: 'connected' as const,
    cursorLayer: () => null,
    problem: null,
    shows: 0,
    isOpen: () => false,
  };
  const snapshot: PanelSnapshot = panelSnapshot({ panel: 'training', subject, view: {} }, around);
  // A page of its own: an element is defined once in a page.
  const page = await (await browser.newContext({ viewport: { width: 760, height: 520 } })).newPage();
  page.on('pageerror', (error) => console.error(error));
  const styles = await readFile(join(CHECKOUT, 'webviews/view/view.css'), 'utf8');
  await page.setContent(
    '<!doctype html><html lang="en"><title>training</title><body><flowscope-training></flowscope-training>',
  );
  await page.addStyleTag({ content: `${styles} body { background: var(--vscode-editor-background); }` });
  await page.evaluate(`
    globalThis.said = [];
    globalThis.acquireVsCodeApi = () => ({
      setState() {},
      postMessage(message) {
        said.push(message);
        if (message.type === 'ready') postMessage(${JSON.stringify({ type: 'snapshot', snapshot })});
      },
    });`);
  await page.addScriptTag({ content: script, type: 'module' });
  await page.locator('h2#state').waitFor({ timeout: 30_000 });
  return {
    page,
    said: async () => (await page.evaluate('said')) as { type: string }[],
    async lookAt(theme) {
      await page.evaluate(`document.body.className = '${BODY_CLASSES[theme]}'`);
      return lookAt(page, theme);
    },
  };
}
