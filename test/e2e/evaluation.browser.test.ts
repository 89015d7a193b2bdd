/** The Evaluation panel of a table: its numbers are those of the command line, and each picture has a table. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { formatEstimate, formatNats } from '../../daemon/format/numbers.ts';
import type { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { flowscope, train } from './command-line.ts';
import { drawn } from './drawn.ts';
import { lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { runFolders } from './run-folders.ts';
import { sharedBrowser } from './shared-browser.ts';
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
  const table = panel.locator('fs-rank-bars fs-number-table');
  await table.locator('summary').press('Enter');
  // The rows are there once the table has opened.
  const counts = async () => (await table.locator('tbody tr td:last-child').allTextContents()).map(Number);
  await expect.poll(counts, { timeout: 20_000 }).toEqual(next.counts);
});

test('it has no serious findings of axe, and fits a narrow page', async () => {
  expect(errors.all()).toEqual([]);
  await page.setViewportSize({ width: 420, height: 900 });
  await drawn(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
  expect(await lookAt(page, 'high-contrast')).toEqual([]);
});
