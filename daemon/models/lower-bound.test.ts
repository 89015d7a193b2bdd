/** A flow with learned noise is a lower bound, and training says so. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { DoneEvent, StartEvent } from '../../protocol/train-events.ts';
import { trainingReport } from '../cli/training/report.ts';
import { imageSpec, planOf } from '../spec/spec-fixture.ts';
import { buildModel } from './registry.ts';

test.each([
  ['variational', true],
  ['uniform', undefined],
])('%s noise', async (kind, expected) => {
  const conditioner = kind === 'variational' ? ', "conditioner": { "type": "convnet", "channels": 2 }' : '';
  const plan = await planOf(imageSpec([4, 4, 1], `{ "type": "dequantize", "kind": "${kind}"${conditioner} }`));
  expect(buildModel(plan).lowerBound).toBe(expected);
});

const START = {
  ...{ event: 'start', v: 1, runDir: 'runs/a', name: 'a', resumedFrom: null, seed: 0, steps: 1, parameters: 1 },
  ...{ dimension: 1, backend: 'cpu', threads: 1, rows: { train: 1, validation: 1, test: 1 }, floor: null },
} as const satisfies StartEvent;
const DONE = {
  ...{ event: 'done', v: 1, runDir: 'runs/a', step: 1, reason: 'completed', elapsed: 1, checkpoint: 'c', loss: 1 },
  ...{ parametersSha256: '', bestStep: null, validation: null, test: null },
} as const satisfies DoneEvent;

function printed(start: StartEvent): string {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const report = trainingReport({ cwd: '/', stdout, stderr, color: false, interactive: false }, false);
  report.event(start);
  report.event(DONE);
  report.close();
  return String(stdout.read());
}

test('train notes below its figures that log q is a lower bound', () => {
  expect(printed({ ...START, lowerBound: true })).toContain(
    'bound       log q is a lower bound: a layer adds learned noise',
  );
  expect(printed(START)).not.toContain('bound');
});

test('train notes that a likelihood is not one of the data, and then speaks of no bound of the NLL', () => {
  const text = printed({ ...START, likelihood: 'bound', pseudoLikelihood: true });
  expect(text).toContain('likelihood  not one of the data, so these figures bound no NLL, and have no bits/dim');
  expect(text).not.toMatch(/ELBO|^ *bound /m);
});
