import { expect, test } from 'vitest';
import type { RunInfo } from './rpc/run-methods.ts';
import { can, RUN_ACTIONS } from './run-actions.ts';

const RUN = { status: 'finished', owned: false, begun: true, checkpoints: [{ step: 1, path: '', best: true }] };

const allowed = (more: Partial<RunInfo>) => {
  const run = { ...RUN, ...more } as RunInfo;
  return RUN_ACTIONS.filter((action) => can(run, action));
};

test('a failed run is resumed from its checkpoint; without one, its spec is trained again', () => {
  expect(allowed({ status: 'failed' })).toEqual(['resume', 'inspect', 'annotate', 'delete']);
  expect(allowed({ status: 'failed', checkpoints: [] })).toEqual(['again', 'annotate', 'delete']);
  expect(allowed({ status: 'failed', checkpoints: [], begun: false })).toEqual(['again', 'delete']);
  expect(allowed({ status: 'interrupted', checkpoints: [] })).toEqual(['resume', 'annotate', 'delete']);
});

test('only its own process pauses and stops a run', () => {
  expect(allowed({ status: 'running', owned: true })).toEqual(['pause', 'stop', 'inspect', 'annotate']);
  expect(allowed({ status: 'running', owned: false })).toEqual(['inspect', 'annotate']);
  expect(allowed({ status: 'queued', owned: true, begun: false, checkpoints: [] })).toEqual(['stop']);
});
