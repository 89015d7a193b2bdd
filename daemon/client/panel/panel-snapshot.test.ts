import { expect, test } from 'vitest';
import { panelSnapshot as schema } from '../../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { finishedRun as run } from '../../testing/finished-run.ts';
import { panelSnapshot } from './panel-snapshot.ts';

test('a snapshot has all that a panel needs, is never larger than 256 KiB, and fits its schema', () => {
  const runs = Array.from({ length: 5000 }, (_, i) => run(i));
  const subject = { runs: [runs[0]!.runDir, '/gone'], checkpoint: 'latest' as const };
  const snapshot = panelSnapshot(
    { panel: 'compare', subject, view: { log: true } },
    {
      runs,
      find: (runDir) => runs.find((entry) => entry.runDir === runDir) ?? null,
      connection: 'connected',
      cursorLayer: () => 'layers[0]',
      problem: null,
      shows: 0,
      isOpen: () => false,
    },
  );
  expect(schema.parse(snapshot)).toEqual(snapshot);
  expect(JSON.stringify(snapshot).length).toBeLessThan(256 * 1024);
  expect(snapshot.shown).toEqual([runs[0], null]);
  expect(snapshot.choices).toHaveLength(200);
  expect(snapshot.cursorLayer).toBe('layers[0]');
});

test('a run that waits is told what it waits for: what trains here, then what waits before it', () => {
  const runs: RunInfo[] = [
    { ...run(6), status: 'queued', owned: true, queuePosition: 3 },
    { ...run(5), status: 'queued', owned: true, queuePosition: 2 },
    { ...run(4), status: 'queued', owned: true, queuePosition: 1 },
    { ...run(3), status: 'running', owned: true, step: 7 },
    { ...run(2), status: 'running', owned: false },
    { ...run(1), status: 'paused', owned: true },
    run(0),
  ];
  const ahead = (shown: RunInfo) =>
    panelSnapshot(
      { panel: 'training', subject: { runs: [shown.runDir], checkpoint: 'latest' }, view: {} },
      {
        runs,
        find: (runDir) => runs.find((entry) => entry.runDir === runDir) ?? null,
        connection: 'connected',
        cursorLayer: () => null,
        problem: null,
        shows: 0,
        isOpen: () => false,
      },
    ).ahead.map(({ runDir }) => Number(/\d+$/.exec(runDir)));
  expect(runs.map(ahead)).toEqual([[3, 4, 5], [3, 4], [3], [], [], [], []]);
});
