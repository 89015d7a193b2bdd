/** The Evaluation panel of a table: its numbers are those of the command line, and each picture has a table. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import { formatEstimate, formatNats } from '../../daemon/format/numbers.ts';
import type { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { flowscope, train } from './command-line.ts';
import { drawn } from './drawn.ts';
import { bundlePanel, openHosted } from './fake-host.ts';
import { lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { runFolders } from './run-folders.ts';
import { sharedBrowser } from './shared-browser.ts';
import { RUN } from './training-page.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

let opened: ViewBrowser;
let page: Page;
let errors: PageErrors;
let evaluation: z.output<typeof evaluateResultSchema>;

beforeAll(async () => {
  opened = await openViewBrowser('evaluation', sharedBrowser());
  const rows = Array.from({ length: 240 }, (_, i) => [Math.sin(i), Math.sin(i) + Math.cos(7 * i), i % 9].join());
  await writeFile(join(opened.folder, 'table.csv'), `a,b,count\n${rows.join('\n')}\n`);
  const spec = join(opened.folder, 'table.flow.json');
  const data = { source: 'csv', path: 'table.csv', dequantize: true, split: { validation: 0.3, test: 0 } };
  await writeFile(
    spec,
    JSON.stringify({ data, layers: [{ type: 'actnorm' }, { type: 'linear' }], training: { batchSize: 64 } }),
  );
  await train(spec, { steps: 20 });
  const [run] = await runFolders(opened.folder);
  evaluation = await flowscope('evaluate', run!);
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
  const { url } = await opened.views.open(run!, '--panel', 'evaluation');
  await page.goto(url);
  await page.getByText('How to read PIT histograms and QQ plots').waitFor(SOON);
});

afterAll(() => opened?.close());

const cells = (heading: string) =>
  page
    .locator('flowscope-evaluation section', { has: page.getByRole('heading', { name: heading }) })
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent?.trim() ?? '')));

test('log-likelihood, baselines and the least likely rows are those of the command line', async () => {
  const { logLikelihood, baselines, leastLikely } = evaluation;
  const shown = (await cells('Log-likelihood beside baselines')).map((row) => row.slice(1, 3));
  expect(shown).toEqual([
    [formatEstimate(logLikelihood!.mean, logLikelihood!.se), ''],
    ...baselines!.map((each) =>
      [each.logLikelihood!, each.difference!].map(({ mean, se }) => formatEstimate(mean, se)),
    ),
  ]);
  const rows = await cells('Least likely rows');
  expect(rows).toHaveLength(20);
  expect(rows.map(([line, , logq]) => [line, logq])).toEqual(
    leastLikely.map(({ line, logLikelihood: value }) => [String(line), formatNats(value)]),
  );
});

test('a column that is chosen with the keyboard has its histogram and its quantiles', async () => {
  const { columns } = evaluation.pit!;
  const [worst, ...others] = columns.toSorted((a, b) => a.p! - b.p!);
  const panel = page.locator('flowscope-evaluation');
  await panel.getByRole('heading', { name: `PIT of ${worst!.name}` }).waitFor(SOON);
  const next = others[0]!;
  await panel.getByRole('button', { name: next.name, exact: true }).press('Enter');
  await panel.getByRole('heading', { name: `Quantiles of ${next.name}` }).waitFor(SOON);
  const table = panel.locator('fs-rank-bars fs-number-table').first();
  await table.locator('summary').press('Enter');
  // The rows are there once the table has opened.
  const counts = async () => (await table.locator('tbody tr td:last-child').allTextContents()).map(Number);
  await expect.poll(counts, { timeout: 20_000 }).toEqual(next.counts);
});

const texts = (chart: string) =>
  page
    .locator(chart)
    .first()
    .locator('svg text')
    .evaluateAll((all) => all.map(({ textContent }) => textContent ?? ''));

test('axes have round ticks: whole rows, and squared norms from 0', async () => {
  const numbers = async (chart: string) => (await texts(chart)).filter((text) => /^[−\d.k]+$/.test(text));
  const [across, up] = [['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'], (await numbers('fs-rank-bars')).slice(6)];
  expect((await numbers('fs-rank-bars')).slice(0, 6)).toEqual(across);
  expect(up.length).toBeGreaterThanOrEqual(2);
  expect(up.filter((text) => !/^\d+$/.test(text))).toEqual([]);
  const norms = await numbers('fs-axes-scatter');
  expect(norms[0]).toBe('0');
  expect(norms.length).toBeGreaterThanOrEqual(4);
  for (const name of ['‖z‖²', 'log q(x), nats']) expect((await texts('fs-axes-scatter')).join(' ')).toContain(name);
  expect(new Set(await numbers('fs-quantile-plot')).size).toBeGreaterThanOrEqual(2);
});

test('the latents have ranks, too', async () => {
  const { columns } = evaluation.latentPit!;
  expect(columns.map(({ name }) => name)).toEqual(['z0', 'z1', 'z2']);
  const rows = await cells('Coordinates of z');
  const shown = columns.toSorted((a, b) => a.p! - b.p!).map(({ name, distance }) => [name, distance!.toFixed(2)]);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(shown);
});

test('with a key, a row is opened in its file', async () => {
  const hosted = await openHosted(opened.browser, {
    panel: 'evaluation',
    script: await bundlePanel('evaluation'),
    answer: evaluationAnswer(),
    viewport: { width: 420, height: 900 },
  });
  const { v: _, table: __, path: ___, ...result } = evaluation;
  await hosted.evaluate(answering({ ...result, runDir: RUN.runDir, scatter: null }));
  const { line } = evaluation.leastLikely[0]!;
  await hosted.getByRole('button', { name: `Open table.csv at line ${line}` }).press('Enter');
  const last = async () => (await hosted.evaluate('said.at(-1)')) as unknown;
  await expect.poll(last, SOON).toEqual({ type: 'row', split: 'validation', line });
  // The first column stays where it is while the others are scrolled.
  const table = hosted.getByRole('region', { name: 'Least likely rows' });
  const left = () =>
    table
      .locator('tbody td')
      .first()
      .evaluate((cell) => Math.round(cell.getBoundingClientRect().left));
  const before = await left();
  await table.press('ArrowRight');
  await table.evaluate((box) => box.scrollBy(200, 0));
  expect(await left()).toBe(before);
  const leastLikely = evaluation.leastLikely.map(({ line: fileRow, ...row }) => ({ ...row, fileRow }));
  const { leastLikelyFile: leastLikelySource, ...rest } = result;
  await hosted.evaluate(answering({ ...rest, leastLikely, leastLikelySource, runDir: RUN.runDir, scatter: null }));
  await hosted.getByLabel('rows of').selectOption('test');
  await hosted.getByRole('button', { name: `Open table.csv: row ${line}, counted from 0` }).press('Enter');
  await expect.poll(last, SOON).toEqual({ type: 'row', split: 'test' });
  await hosted.context().close();
});

test('it has no serious findings of axe, and fits a narrow page', async () => {
  expect(errors.all()).toEqual([]);
  await page.setViewportSize({ width: 420, height: 900 });
  await drawn(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
  expect(await lookAt(page, 'high-contrast')).toEqual([]);
});

/** A snapshot of the editor, which opens rows. */
function evaluationAnswer(): string {
  const run: RunInfo = {
    ...RUN,
    ...{ status: 'finished', queuePosition: null, begun: true, step: 20, model: 'flow', shape: [3] },
    checkpoints: [{ step: 20, path: '', best: true }],
    snapshots: [],
  };
  const subject = { runs: [run.runDir], checkpoint: 'latest' as const };
  const state = { panel: 'evaluation' as const, subject, view: {} };
  const around = { runs: [run], find: () => run, shows: 0, isOpen: () => true, opensRows: true } as const;
  const snapshot = panelSnapshot(state, { ...around, connection: 'connected', cursorLayer: () => null, problem: null });
  return JSON.stringify({ type: 'snapshot', snapshot });
}

/** Answers all requests, also those to come, with this result. */
function answering(result: object): string {
  return `
    globalThis.result = ${JSON.stringify(result)};
    if (!Object.hasOwn(said, 'push')) {
      const answer = ({ type, id, params }) => {
        if (type === 'request') postMessage({ type: 'result', id, result: { ...globalThis.result, split: params.split } });
      };
      for (const message of said) answer(message);
      said.push = (message) => { Array.prototype.push.call(said, message); queueMicrotask(() => answer(message)); };
    }`;
}
