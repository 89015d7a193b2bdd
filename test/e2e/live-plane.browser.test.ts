/** Density and samples beside the loss, without a daemon: when they are drawn again, and that nothing is asked for a hidden page. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { bundlePanel, openHosted } from './fake-host.ts';
import { sharedBrowser } from './shared-browser.ts';
import { RUN, trainingAnswer } from './training-page.ts';

const RUNNING: RunInfo = {
  ...RUN,
  ...{ status: 'running', queuePosition: null, begun: true, step: 40, loss: 2, model: 'flow', shape: [2] },
  checkpoints: [{ step: 1, path: '', best: true }],
  snapshots: [],
};
const SOON = { timeout: 30_000 };

let browser: Browser;
let script: string;
let page: Page;

beforeAll(async () => {
  [browser, script] = await Promise.all([sharedBrowser(), bundlePanel('training')]);
});
afterEach(() => page?.context().close());
afterAll(() => browser?.close());

/** Opens the panel of a run with a host that answers what the pictures need, unless it `waits`. */
async function open(run: RunInfo): Promise<void> {
  const viewport = { width: 760, height: 900 };
  page = await openHosted(browser, { panel: 'training', script, answer: trainingAnswer(run), viewport });
  await page.evaluate(HOST);
}

/** Answers requests as they come. */
const HOST = `
  globalThis.waits = false;
  const array = (id, dtype, shape) => ({ array: id, dtype, shape, bytes: (dtype === 'float64' ? 8 : 4) * shape.reduce((a, b) => a * b, 1) });
  const source = ({ run, checkpoint }) => ({ runDir: run, checkpoint: typeof checkpoint === 'number' ? checkpoint : 1, weights: 'raw' });
  const results = {
    'inspect/samples': (params) => ({
      ...source(params), n: 2, shape: [2, 2], temperature: 1, seed: 0, context: null, columns: ['x', 'y'],
      samples: array(1, 'float64', [2, 2]), rows: array(2, 'float64', [2, 2]), contexts: [], contextValues: null, nearest: null,
    }),
    'inspect/density': (params) => ({
      ...source(params), extent: [-1, 1, -1, 1], width: 2, height: 2, unit: 'nats', context: null, integral: 1, columns: ['x', 'y'],
      logProb: array(3, 'float64', [2, 2]), trueLogProb: null, divergence: null,
    }),
  };
  const answer = (message) => {
    const { type, id } = message;
    if (globalThis.waits) return;
    if (type === 'fetch') postMessage({ type: 'array', id, bytes: new Float64Array(4).buffer });
    if (type === 'request' && results[message.method]) postMessage({ type: 'result', id, result: results[message.method](message.params) });
  };
  for (const message of said) answer(message);
  said.push = (message) => { Array.prototype.push.call(said, message); queueMicrotask(() => answer(message)); };
`;

interface Said {
  readonly type: string;
  readonly method?: string;
  readonly params?: { readonly checkpoint: unknown };
}
const said = async () => (await page.evaluate('[...said]')) as readonly Said[];
const drawn = async () =>
  (await said()).filter(({ method }) => method === 'inspect/samples').map(({ params }) => params!.checkpoint);
const show = (run: RunInfo) => page.evaluate(`postMessage(${trainingAnswer(run)})`);
const withSnapshots = (newest: number): RunInfo => ({
  ...RUNNING,
  updated: new Date(newest).toISOString(),
  snapshots: Array.from({ length: newest - 1 }, (_, i) => ({ step: i + 2, path: '' })),
});
const heading = (step: number) => page.getByText(`What the model has learned · step ${step}`, { exact: true });
const setHidden = (hidden: boolean) =>
  page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

test('each snapshot is drawn, but at most one in a second', async () => {
  await open(RUNNING);
  await heading(1).waitFor(SOON);
  const began = performance.now();
  for (let newest = 2; newest <= 12; newest++) await show(withSnapshots(newest));
  await heading(12).waitFor(SOON);
  const found = await drawn();
  expect(found.at(-1)).toBe(12);
  // The first, and one for each second since.
  expect(found.length).toBeLessThanOrEqual(2 + Math.floor((performance.now() - began) / 1000));
  expect(new Set(found).size).toBe(found.length);
});

test('a hidden page cancels its request, and asks again when it is seen', async () => {
  await open(RUNNING);
  await heading(1).waitFor(SOON);
  await page.evaluate('waits = true');
  await show(withSnapshots(5));
  await expect.poll(drawn, SOON).toEqual([expect.anything(), 5]);
  await setHidden(true);
  await expect.poll(async () => (await said()).filter(({ type }) => type === 'cancel').length, SOON).toBe(1);
  await show(withSnapshots(7));
  await page.evaluate('waits = false');
  await setHidden(false);
  await heading(7).waitFor(SOON);
  expect(await drawn()).toEqual([expect.anything(), 5, 7]);
});

test('a run has snapshots before its first checkpoint', async () => {
  await open({ ...withSnapshots(2), checkpoints: [] });
  await heading(2).waitFor(SOON);
});

test.each([
  ['a table', { ...RUNNING, shape: [5] }],
  ['a run without weights', { ...RUNNING, checkpoints: [] }],
])('%s has no such pictures', async (_, run) => {
  await open(run);
  await page.locator('h2#state').waitFor(SOON);
  expect(await page.locator('fs-live-plane').count()).toBe(0);
  expect(await drawn()).toEqual([]);
});
