import { appendFile, mkdtemp, open, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Run } from '../../runs/directory/run-directory.ts';
import { runStatus } from '../../runs/directory/run-status.ts';
import { encodeLine } from '../../runs/logs/log-line.ts';
import { makeRun } from '../../runs/testing/make-run.ts';
import { createProgressReader } from './progress-reader.ts';

let run: Run;
let seq: number;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-progress-'));
  seq = 1;
  run = await makeRun(folder, { steps: 1e6 });
});
const line = (event: string, step: number, fields: object = {}) =>
  encodeLine({ seq: seq++, event, step, time: '2026-01-01T00:00:00Z', ...fields });
const validation = (step: number) => line('validation', step, { nll: 3 - step / 1e6, se: 0.01, unit: 'nats' });
const steps = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => line('step', from + i, { loss: 1.25, gradientNorm: 0.5, elapsed: i }));
const both = async (reader: ReturnType<typeof createProgressReader>) => {
  const { status, step, validation: found } = await runStatus(run);
  return [reader.read(), { status, step, validation: found }];
};

test('says what flowscope runs says, line by line', async () => {
  const reader = createProgressReader(run);
  const story = [
    '',
    line('start', 0),
    ...steps(1, 3),
    validation(3),
    line('checkpoint', 3),
    ...steps(4, 2),
    line('paused', 5, { reason: 'user' }),
    line('resumed', 5, { attempt: 1 }),
    validation(9),
    line('resumed', 3, { attempt: 2, fromStep: 3 }),
    ...steps(4, 2),
    line('failed', 6, { code: 'diverged' }),
    line('resumed', 3, { attempt: 3, fromStep: 3 }),
    line('done', 10),
  ];
  for (const entry of story) {
    await appendFile(run.paths.metrics, entry);
    const [found, expected] = await both(reader);
    expect(found).toEqual(expected);
  }
});

test('a long log is read from its end, then by what is new', async () => {
  const text = [
    line('start', 0),
    validation(0),
    ...steps(1, 30_000),
    validation(30_000),
    ...steps(30_001, 20_000),
  ].join('');
  expect(text.length).toBeGreaterThan(6 * 1024 * 1024);
  await writeFile(run.paths.metrics, text);
  const reader = createProgressReader(run);
  const [found, expected] = await both(reader);
  expect(found).toEqual(expected);
  // After this, reading the old part again would find nothing.
  const file = await open(run.paths.metrics, 'r+');
  await file.write(Buffer.alloc(text.length), 0, text.length, 0);
  await file.close();
  for (let i = 0; i < 50; i++) {
    await appendFile(run.paths.metrics, steps(50_001 + i, 1).join(''));
    expect(reader.read()).toEqual({ ...found, step: 50_001 + i });
  }
});

test('a torn end and a log that was cut are no failure', async () => {
  await writeFile(run.paths.metrics, line('start', 0) + validation(7) + line('done', 8));
  const reader = createProgressReader(run);
  expect(reader.read()).toMatchObject({ status: 'finished', step: 8 });
  await appendFile(run.paths.metrics, '{"seq":9,"ev');
  expect(reader.read()).toMatchObject({ status: 'finished', step: 8 });
  await truncate(run.paths.metrics, 10);
  expect(reader.read()).toEqual({ status: 'interrupted', step: 0, validation: null });
});
