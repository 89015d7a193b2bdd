/** What people read at the end of a run. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { DoneEvent, StartEvent } from '../../../protocol/train-events.ts';
import { trainingReport } from './report.ts';

const START: StartEvent = {
  ...{ event: 'start', v: 1, runDir: '/runs/a', name: 'a', resumedFrom: null, seed: 1, steps: 2000, parameters: 9 },
  ...{ dimension: 2, backend: 'cpu', threads: 1, rows: { train: 8, validation: 1, test: 1 }, floor: null },
};
const DONE: DoneEvent = {
  ...{ event: 'done', v: 1, runDir: '/runs/a', step: 2000, reason: 'completed', elapsed: 3, checkpoint: '/runs/a/c' },
  ...{ parametersSha256: '0'.repeat(64), loss: 1, bestStep: null, validation: null, test: null },
};

/** All that is written of a run with these events. */
function closing(start: Partial<StartEvent>, done: Partial<DoneEvent> = {}): string {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const report = trainingReport({ cwd: '/', stdout, stderr, color: false, interactive: false }, false);
  report.event({ ...START, ...start });
  report.event({ ...DONE, ...done });
  report.close();
  return String(stdout.read());
}

test.each([
  ['points of the plane', {}, 'png'],
  ['a table of three columns', { dimension: 3 }, 'csv'],
  ['images', { dimension: 64, bits: 4 }, 'png'],
])('the samples of a model without likelihood are offered as a file that can hold them: %s', (_name, start, ending) => {
  expect(closing({ ...start, likelihood: 'none' })).toContain(
    `flowscope sample /runs/a -n 1000 -o samples.${ending}\n`,
  );
});

test.each([
  [{}, 'jax on cuda:0'],
  [{ devices: 4 }, 'jax on 4 devices'],
])('the first line says where it trains: %j', (devices, text) => {
  const engine = {
    device: 'cuda:0',
    deviceKind: 'NVIDIA',
    versions: { jax: '0.10.2' },
    reason: 'the spec',
    ...devices,
  };
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const report = trainingReport({ cwd: '/', stdout, stderr, color: false, interactive: false }, false);
  report.event({ ...START, backend: 'jax', engine });
  report.close();
  expect(`${stdout.read()}${stderr.read()}`).toContain(`8 training rows, ${text}\n`);
});

test('what is still out of order at the end is repeated, and such a run is not called done', () => {
  expect(closing({})).toMatch(/^Done after 2000 steps/m);
  const text = closing({}, { warnings: [{ code: 'samples-diverged', message: 'the samples are far away' }] });
  expect(text).toMatch(/^Ended with problems after 2000 steps in 3\.0 s\n {2}warning {5}the samples are far away$/m);
  expect(text).not.toContain('Done');
});
