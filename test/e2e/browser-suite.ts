/** Vitest's global setup of the panels' tests: what they look at is trained once, as `inject('trained')`. */
import type { TestProject } from 'vitest/node';
import { trainRuns } from './trained-runs.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { runs, remove } = await trainRuns();
  project.provide('trained', runs);
  return remove;
}
