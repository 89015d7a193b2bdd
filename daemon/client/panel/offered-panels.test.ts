import { expect, test } from 'vitest';
import { offeredPanels } from '../../../protocol/panel/offered-panels.ts';
import { PANELS } from '../../../protocol/panel/panels.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { finishedRun } from '../../testing/finished-run.ts';

const offered = (more: Partial<RunInfo>) => offeredPanels({ ...finishedRun(0), ...more });

test('a flow of a table has every panel; one of images has no density and no evaluation', () => {
  expect(offered({ model: 'flow', shape: [2] })).toEqual(PANELS);
  expect(offered({ model: 'flow', shape: [8] })).toEqual(PANELS);
  expect(offered({ model: 'flow', shape: [28, 28, 1] })).toEqual(
    PANELS.filter((panel) => panel !== 'density' && panel !== 'evaluation'),
  );
});

test('without a checkpoint there is nothing to inspect', () => {
  const run = { model: 'flow', shape: [2], checkpoints: [] };
  expect(offered({ ...run, status: 'failed' })).toEqual(['training', 'compare']);
  expect(offered({ ...run, status: 'running' })).toEqual(['training', 'compare']);
});

test('a model has the panels of its figures', () => {
  expect(offered({ model: 'unheard-of', shape: [2] })).toEqual(['training', 'compare']);
});

test('an older daemon does not say what the run is of: nothing is excluded', () => {
  expect(offered({})).toEqual(PANELS);
});
