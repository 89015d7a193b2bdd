/** A page with charts for the tests of a file; it must be free of errors after each of them. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { bundleCharts, type ChartPage, openChartPage } from './chart-page.ts';
import { sharedBrowser } from './shared-browser.ts';

/** @param opened called once the page is open, before the tests */
export function useChartPage(opened: (charts: ChartPage) => void): void {
  let browser: Browser;
  let charts: ChartPage;

  beforeAll(async () => {
    const [found, script] = await Promise.all([sharedBrowser(), bundleCharts()]);
    browser = found;
    charts = await openChartPage(browser, script, 1);
    opened(charts);
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(charts.errors.all()).toEqual([]));
}
