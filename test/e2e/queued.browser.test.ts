/** The Training panel of runs that have recorded nothing: it must not ask for what is not there. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { bundlePanel } from './fake-host.ts';
import { sharedBrowser } from './shared-browser.ts';
import { OTHERS, openTrainingPage, RUN, type TrainingPage } from './training-page.ts';

let browser: Browser;
let script: string;
let shown: TrainingPage | undefined;

beforeAll(async () => {
  [browser, script] = await Promise.all([sharedBrowser(), bundlePanel('training')]);
});
afterEach(() => shown?.page.context().close());
afterAll(() => browser?.close());

async function show(run: RunInfo, others?: readonly RunInfo[]): Promise<TrainingPage> {
  shown = await openTrainingPage(browser, script, run, others);
  return shown;
}

const facts = async ({ page }: TrainingPage) =>
  Object.fromEntries(
    await Promise.all(
      (await page.locator('section:has(> h2:text("About this run")) tr').all()).map(async (row) => [
        await row.locator('th').textContent(),
        (await row.locator('td').textContent())?.replaceAll('\u202f', ' '),
      ]),
    ),
  ) as Record<string, string>;

test('a queued run says what it waits for and what its spec says, and asks for nothing', async () => {
  const shown = await show(RUN, OTHERS);
  expect(await shown.page.locator('h2#state').textContent()).toBe('queued behind rings');
  const ahead = (await shown.page.locator('.ahead li').allTextContents()).map((text) =>
    text.replace(/\s+/g, ' ').trim(),
  );
  expect(ahead).toEqual(['moons step 120 of 4000, 12.0 s left', 'rings queued behind moons']);
  expect(await facts(shown)).toMatchObject({ steps: '4000', parameters: '12 345', seed: '7', checkpoints: 'none yet' });
  expect(await shown.lookAt('light')).toEqual([]);
  await shown.page.getByRole('button', { name: 'moons' }).click();
  await shown.page.getByRole('button', { name: 'Leave Queue' }).click();
  expect(await shown.said()).toEqual([
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
    'This run has not started',
  ],
] as const)('a run %s', async (_, more, heading) => {
  const shown = await show({ ...RUN, ...more });
  await shown.page.locator('fs-notice .heading').getByText(heading).waitFor({ timeout: 30_000 });
  expect(await shown.page.getByRole('button', { name: 'Try Again' }).count()).toBe(0);
  expect(await shown.said()).toEqual([{ type: 'ready' }]);
});

test('a run whose images are decoded says how many', async () => {
  const preparing = { what: 'decoding-images', done: 1200, total: 5000 } as const;
  const shown = await show({ ...RUN, status: 'starting', queuePosition: null, preparing });
  await shown.page.locator('fs-notice').getByText('Decoding images 1200/5000').waitFor({ timeout: 30_000 });
  expect(await shown.page.locator('#state').textContent()).toBe('starting: Decoding images 1200/5000');
  expect(await shown.page.getByRole('button', { name: 'Stop' }).count()).toBe(1);
});

test('a run that could not begin shows its error and no curves', async () => {
  const error = { code: 'missing-data', message: 'wine.csv does not exist' };
  const shown = await show({ ...RUN, status: 'failed', queuePosition: null, owned: false, error });
  expect(await shown.page.locator('.error').textContent()).toBe('wine.csv does not exist (missing-data)');
  expect(await shown.page.getByRole('button', { name: 'Resume' }).count()).toBe(0);
  expect(await shown.said()).toEqual([{ type: 'ready' }]);
});
