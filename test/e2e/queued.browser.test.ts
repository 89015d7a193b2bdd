/** The Training panel of runs that have recorded nothing, without a daemon: it must not ask for what is not there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { WEBVIEW_OPTIONS } from '../../scripts/webview-options.ts';
import { launchBrowser } from './browser.ts';
import { ALL_THEMES, lookAt, type Theme } from './looks.ts';
import { CHECKOUT } from './vsix.ts';

const RUN: RunInfo = {
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
const OTHERS: readonly RunInfo[] = [
  other('moons', { status: 'running', step: 120, eta: 12, queuePosition: null, begun: true }),
  other('rings', { queuePosition: 1 }),
];

let browser: Browser;
let script: string;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  const entryPoints = [join(CHECKOUT, 'webviews/training/main.ts')];
  script = (await build({ ...WEBVIEW_OPTIONS, entryPoints, write: false })).outputFiles[0]!.text;
});
afterEach(() => page?.context().close());
afterAll(() => browser?.close());

/** Messages of the panel, in order. */
async function show(
  run: RunInfo,
  others: readonly RunInfo[] = [],
): Promise<() => Promise<readonly { type: string }[]>> {
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
  page = await (await browser.newContext({ viewport: { width: 760, height: 520 } })).newPage();
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
  return async () => (await page.evaluate('said')) as { type: string }[];
}

const facts = async () =>
  Object.fromEntries(
    await Promise.all(
      (await page.locator('section:has(> h2:text("About this run")) tr').all()).map(async (row) => [
        await row.locator('th').textContent(),
        (await row.locator('td').textContent())?.replaceAll('\u202f', ' '),
      ]),
    ),
  ) as Record<string, string>;

test('a queued run says what it waits for and what its spec says, and asks for nothing', async () => {
  const said = await show(RUN, OTHERS);
  expect(await page.locator('h2#state').textContent()).toBe('waits, place 2');
  const ahead = (await page.locator('.ahead li').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  expect(ahead).toEqual(['moons step 120 of 4000, 12.0 s left', 'rings waits, place 1']);
  expect(await facts()).toMatchObject({ steps: '4000', parameters: '12 345', seed: '7', checkpoints: 'none yet' });
  for (const theme of ALL_THEMES) {
    await page.evaluate(`document.body.className = '${BODY_CLASSES[theme]}'`);
    expect(await lookAt(page, theme)).toEqual([]);
  }
  await page.getByRole('button', { name: 'moons' }).click();
  await page.getByRole('button', { name: 'Leave Queue' }).click();
  expect(await said()).toEqual([
    { type: 'ready' },
    { type: 'show', subject: { runs: ['/work/moons'], checkpoint: 'latest' } },
    { type: 'command', command: 'stop' },
  ]);
});

test.each([
  ['with free cores but no memory', { queuePosition: 1 }, 'Waiting for free memory'],
  ['while its data is read', { status: 'starting', queuePosition: null }, 'Preparing the run'],
  [
    'when the daemon has ended before its turn',
    { status: 'interrupted', queuePosition: null },
    'This run has not begun',
  ],
] as const)('a run %s', async (_, more, heading) => {
  const said = await show({ ...RUN, ...more });
  await page.locator('fs-notice .heading').getByText(heading).waitFor({ timeout: 30_000 });
  expect(await page.getByRole('button', { name: 'Try Again' }).count()).toBe(0);
  expect(await said()).toEqual([{ type: 'ready' }]);
});

test('a run that could not begin shows its error and no curves', async () => {
  const error = { code: 'missing-data', message: 'wine.csv does not exist' };
  const said = await show({ ...RUN, status: 'failed', queuePosition: null, owned: false, error });
  expect(await page.locator('.error').textContent()).toBe('wine.csv does not exist (missing-data)');
  expect(await page.getByRole('button', { name: 'Resume' }).count()).toBe(0);
  expect(await said()).toEqual([{ type: 'ready' }]);
});
