/**
 * Vitest's global setup of the panels' tests: what they look at is trained once, as `inject('trained')`, and one browser serves all
 * of them, as `inject('browser')`.
 */
import type { TestProject } from 'vitest/node';
import { launchBrowserServer } from './browser.ts';
import { trainedRuns } from './trained-runs.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { runs, remove } = await trainedRuns();
  try {
    const browser = await launchBrowserServer();
    project.provide('trained', runs);
    project.provide('browser', browser.wsEndpoint());
    return async () => {
      await browser.close();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
