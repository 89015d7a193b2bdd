import { expect, test } from 'vitest';
import { panelSnapshot as schema } from '../../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { panelSnapshot } from './panel-snapshot.ts';

const run = (i: number): RunInfo => ({
  id: `two-moons-20261125T000000Z-${String(i).padStart(4, '0')}`,
  runDir: `/home/somebody/with/a/long/path/to/their/projects/.flowscope/runs/two-moons-${i}`,
  name: 'two-moons',
  spec: '/home/somebody/two-moons.flow.json',
  status: 'finished',
  step: 4000,
  steps: 4000,
  started: '2026-11-25T00:00:00.000Z',
  updated: '2026-11-25T00:01:00.000Z',
  pid: null,
  backend: 'cpu',
  seed: 1,
  parameters: 1000,
  validation: null,
  best: null,
  checkpoints: Array.from({ length: 20 }, (_, step) => ({
    step,
    path: `checkpoints/step-${step}.safetensors`,
    best: false,
  })),
  error: null,
  owned: false,
  queuePosition: null,
  pause: null,
  unsaved: false,
  loss: null,
  samplesPerSecond: null,
  eta: null,
});

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
