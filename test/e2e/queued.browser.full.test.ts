/** The Training panel of a queued run in every theme. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlePanel } from './fake-host.ts';
import { ALL_THEMES } from './looks.ts';
import { sharedBrowser } from './shared-browser.ts';
import { OTHERS, openTrainingPage, RUN, type TrainingPage } from './training-page.ts';

let browser: Browser;
let shown: TrainingPage;

beforeAll(async () => {
  browser = await sharedBrowser();
  shown = await openTrainingPage(browser, await bundlePanel('training'), RUN, OTHERS);
});
afterAll(() => browser?.close());

test.each(ALL_THEMES)('in %s', async (theme) => {
  expect(await shown.lookAt(theme)).toEqual([]);
});
