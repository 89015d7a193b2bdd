import { expect, test } from 'vitest';
import { startedRuns } from './started-runs.ts';

function memento(stored: unknown) {
  let value = stored;
  return {
    get: () => value as never,
    update: async (_key: string, next: unknown) => {
      value = next;
    },
  };
}

test('started runs are remembered over a reload until they are deleted', () => {
  const state = memento(undefined);
  const before = startedRuns(state);
  before.add('/runs/a');
  before.add('/runs/b');
  before.delete('/runs/b');
  const after = startedRuns(state);
  expect(['/runs/a', '/runs/b', '/runs/c'].map(after.has)).toEqual([true, false, false]);
});

test('the oldest are forgotten, and an invalid stored value is ignored', () => {
  const runs = startedRuns(memento({ not: 'a list' }));
  for (let i = 0; i <= 100; i++) runs.add(`/runs/${i}`);
  expect([runs.has('/runs/0'), runs.has('/runs/1'), runs.has('/runs/100')]).toEqual([false, true, true]);
});
