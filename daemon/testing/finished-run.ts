import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

/** The daemon's entry of a finished run, with a long path. */
export const finishedRun = (i: number): RunInfo => ({
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
